/** Tests compiled to functions of one value. */
import { numberFrom, parseFieldPath, someValue, textOf } from '../field.ts'
import { foldCase } from '../fold.ts'
import { isInNetwork, parseAddress } from '../network.ts'
import { ANY, compilePattern, literalOf } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { CompareTest, FieldrefTest, ReTest, Test, TextTest } from '../rule.ts'
import { compileRe } from '../parse/wanted.ts'
import { timePart } from './time-part.ts'

/** Whether a value that the event has passes. */
export type ValueTest = (value: unknown, event: unknown) => boolean

/** Whether any of the tests is passed. What is about a missing field (`null`, `exists`) is not asked of a value, except null itself. */
export function compileTests(tests: readonly Test[]): ValueTest {
  const texts = tests.filter((test) => test.kind === 'text')
  const compiled = [...compileTexts(texts), ...tests.flatMap(compileOther)]
  const [only] = compiled
  if (compiled.length === 1 && only !== undefined) return only
  return (value, event) => compiled.some((test) => test(value, event))
}

/** Texts that are compared in the same way share the folding, and those without wildcards a set. */
function compileTexts(tests: readonly TextTest[]): ValueTest[] {
  const compiled: ValueTest[] = []
  if (tests.some((test) => isAnything(test.pattern))) return [(value) => value !== null && value !== undefined]
  for (const cased of [false, true]) {
    const patterns = tests
      .filter((test) => test.cased === cased)
      .map((test) => (cased ? test.pattern : foldPattern(test.pattern)))
    if (patterns.length === 0) continue
    const test = compilePatterns(patterns)
    compiled.push((value) => {
      const text = textOf(value)
      return text !== undefined && test(cased ? text : foldCase(text))
    })
  }
  return compiled
}

/** `*` alone asks for presence, so an object passes although it has no text. */
function isAnything(pattern: Pattern): boolean {
  return pattern.length === 1 && pattern[0] === ANY
}

function foldPattern(pattern: Pattern): Pattern {
  return pattern.map((part) => (typeof part === 'string' ? foldCase(part) : part))
}

function compilePatterns(patterns: readonly Pattern[]): (text: string) => boolean {
  const literals = new Set(patterns.flatMap((pattern) => literalOf(pattern) ?? []))
  const others = patterns.filter((pattern) => literalOf(pattern) === undefined).map(compilePattern)
  const [only] = others
  if (literals.size === 0 && others.length === 1 && only !== undefined) return only
  if (others.length === 0) return (text) => literals.has(text)
  return (text) => literals.has(text) || others.some((matches) => matches(text))
}

function compileOther(test: Test): ValueTest[] {
  switch (test.kind) {
    case 're':
      return [compileReTest(test)]
    case 'cidr':
      return [
        (value) => {
          const address = typeof value === 'string' ? parseAddress(value) : undefined
          return address !== undefined && isInNetwork(address, test.network)
        },
      ]
    case 'compare':
      return [compileCompare(test)]
    case 'fieldref':
      return [compileFieldref(test)]
    case 'null':
      return [(value) => value === null]
    case 'placeholder':
      throw new Error(`the placeholder in '${test.text}' is not resolved`)
    default:
      return []
  }
}

function compileReTest(test: ReTest): ValueTest {
  const re = compileRe(test)
  return (value) => {
    const text = textOf(value)
    return text !== undefined && re.test(text)
  }
}

function compileCompare({ by, number, part }: CompareTest): ValueTest {
  const compare = COMPARE[by]
  return (value) => {
    const read = part === undefined ? numberFrom(value) : typeof value === 'string' ? timePart(value, part) : undefined
    return read !== undefined && compare(read, number)
  }
}

const COMPARE: Record<CompareTest['by'], (a: number, b: number) => boolean> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  eq: (a, b) => a === b,
}

function compileFieldref({ field, by, cased }: FieldrefTest): ValueTest {
  const path = parseFieldPath(field)
  const compare = REFER[by]
  const textFor = (value: unknown): string | undefined => {
    const text = textOf(value)
    return text === undefined || cased ? text : foldCase(text)
  }
  return (value, event) => {
    const text = textFor(value)
    if (text === undefined) return false
    return someValue(event, path, (other) => {
      const otherText = textFor(other)
      return otherText !== undefined && compare(text, otherText)
    })
  }
}

const REFER: Record<FieldrefTest['by'], (text: string, other: string) => boolean> = {
  equals: (text, other) => text === other,
  contains: (text, other) => text.includes(other),
  startswith: (text, other) => text.startsWith(other),
  endswith: (text, other) => text.endsWith(other),
}
