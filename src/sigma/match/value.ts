/** Tests compiled to functions of one value. */
import { numberFrom, textOf } from '../field.ts'
import { foldCase } from '../fold.ts'
import { isInNetwork, parseAddress } from '../network.ts'
import { compilePattern, isAnything, literalOf } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { CompareTest, ReTest, Test, TextTest } from '../rule.ts'
import { compileRe } from '../parse/wanted.ts'
import { timePart } from './time-part.ts'

/** Whether a value that the event has passes. */
export type ValueTest = (value: unknown) => boolean

/**
 * Whether any of the tests is passed. What is about the event (`exists`, `fieldref`) is not asked of a value; `null` is, for the
 * nulls that are there.
 */
export function compileTests(tests: readonly Test[]): ValueTest {
  const texts = tests.filter((test) => test.kind === 'text')
  const compiled = [...compileTexts(texts), ...tests.flatMap(compileOther)]
  const [only] = compiled
  const any: ValueTest =
    compiled.length === 1 && only !== undefined ? only : (value) => compiled.some((test) => test(value))
  return tests.some(({ kind }) => kind === 're') ? remembering(any) : any
}

/** Texts that are compared in the same way share the folding, and those without wildcards a set. */
function compileTexts(tests: readonly TextTest[]): ValueTest[] {
  const compiled: ValueTest[] = []
  // `*` alone asks for presence, so an object passes although it has no text.
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

/** Programs, agents and paths come again and again: what was found of a text is remembered for a while. */
function remembering(test: ValueTest): ValueTest {
  let [newer, older] = [new Map<unknown, boolean>(), new Map<unknown, boolean>()]
  return (value) => {
    if (typeof value !== 'string' || value.length > MOST_REMEMBERED) return test(value)
    const known = newer.get(value)
    if (known !== undefined) return known
    const found = older.get(value) ?? test(value)
    if (newer.size >= REMEMBERED) [newer, older] = [new Map(), newer]
    newer.set(value, found)
    return found
  }
}

/** Texts, of so many characters at most; twice as many are held. */
const [REMEMBERED, MOST_REMEMBERED] = [512, 512]

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
