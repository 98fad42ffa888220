/** From a value as written, and its modifiers, to the tests that it stands for. */
import { RE2JS } from 're2js'
import { parseNetwork } from '../network.ts'
import { ANY, joinPatterns, literalOf, literalsOf, loosenDashes, parsePattern } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { ReTest, Test, TimePart, Written } from '../rule.ts'
import { encodeAtOffsets, encodeUtf16 } from './encoding.ts'
import type { Chain, Transform } from './modifier.ts'
import { splitPlaceholders } from './placeholder.ts'

/** A value and its spelling: `1.0` is the number 1 and may be meant as either. */
export interface Value {
  readonly value: Written
  readonly source: string
}

/** The tests, any of which is enough. Throws a reason where the value does not fit the modifiers. */
export function buildTests(value: Value, chain: Chain): Test[] {
  if (chain.type === 'exists') return [existsTest(value.value)]
  if (value.value === null) return [nullTest(chain)]
  // No event has such a number, in JSON at least: whoever writes it means a text, or has made a slip.
  if (typeof value.value === 'number' && !Number.isFinite(value.value))
    throw new Error(`'${value.source}' is not a finite number: a text that reads so stands in quotes`)
  if (chain.type === 'compare') return [compareTest(value.value, chain)]
  if (chain.type !== 'text' && typeof value.value !== 'string')
    throw new Error(`the modifier '${chain.type}' needs a string`)
  const text = String(value.value)
  if (chain.expand) {
    const names = splitPlaceholders(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.placeholder]))
    if (names.length > 0) return [{ kind: 'placeholder', names: [...new Set(names)], text }]
  }
  if (chain.type === 're') return [reTest(text, chain)]
  if (chain.type === 'cidr') return [{ kind: 'cidr', network: parseNetwork(text) }]
  if (chain.type === 'fieldref') return [fieldrefTest(text, chain)]
  return spellings(value, chain).flatMap((spelling) => textTests(spelling, chain))
}

function spellings({ value, source }: Value, chain: Chain): Pattern[] {
  if (typeof value === 'string') return [parsePattern(chain.expand ? unescapePercent(value) : value)]
  const texts = new Set([String(value), ...(typeof value === 'number' ? [source] : [])])
  return [...texts].map((text) => [text])
}

function unescapePercent(text: string): string {
  return splitPlaceholders(text).join('')
}

function existsTest(value: Written): Test {
  if (typeof value !== 'boolean') throw new Error("the modifier 'exists' needs true or false")
  return { kind: 'exists', present: value }
}

function nullTest(chain: Chain): Test {
  if (chain.type !== 'text' || chain.transforms.length > 0 || chain.cased || chain.expand)
    throw new Error('null takes no modifier')
  return { kind: 'null' }
}

const RANGES: Record<TimePart, readonly [number, number]> = {
  minute: [0, 59],
  hour: [0, 23],
  day: [1, 31],
  week: [1, 53],
  month: [1, 12],
  year: [0, 9999],
}

function compareTest(value: string | number | boolean, { comparison, part }: Chain): Test {
  if (typeof value !== 'number')
    throw new Error(`a number is expected here${typeof value === 'string' ? ', without quotes' : ''}`)
  if (part === undefined) return { kind: 'compare', by: comparison, number: value }
  const [least, most] = RANGES[part]
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`the ${part} is a whole number from ${least} to ${most}`)
  return { kind: 'compare', part, by: comparison, number: value }
}

function reTest(source: string, { flags }: Chain): Test {
  const test: ReTest = { kind: 're', source, insensitive: flags.i, multiline: flags.m, dotall: flags.s }
  try {
    compileRe(test)
  } catch (error) {
    throw new Error(
      `the regular expression cannot be matched in linear time (RE2): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
  return test
}

/** Regular expressions come from content and meet texts of an adversary: they run in RE2, in time linear in the text. */
export function compileRe(test: ReTest): RE2JS {
  const flags =
    (test.insensitive ? RE2JS.CASE_INSENSITIVE : 0) |
    (test.multiline ? RE2JS.MULTILINE : 0) |
    (test.dotall ? RE2JS.DOTALL : 0)
  return RE2JS.compile(test.source, flags)
}

function fieldrefTest(text: string, chain: Chain): Test {
  const field = literalOf(parsePattern(text))
  if (field === undefined || field === '')
    throw new Error("the modifier 'fieldref' needs the name of a field, without wildcards")
  return { kind: 'fieldref', field, cased: chain.cased }
}

/** What a value is between two transforms: a text, or the bytes that an encoding has made of it. */
type Stage = { readonly pattern: Pattern } | { readonly bytes: Buffer }

function textTests(pattern: Pattern, chain: Chain): Test[] {
  let stages: Stage[] = [{ pattern }]
  for (const transform of chain.transforms) stages = stages.flatMap((stage) => applyTransform(stage, transform))
  // Base64 of another case is another text, so what has been encoded is compared with regard to case.
  const cased = chain.cased || chain.transforms.includes('base64') || chain.transforms.includes('base64offset')
  return stages.map((stage) => ({ kind: 'text', pattern: patternOf(stage), cased }))
}

function applyTransform(stage: Stage, transform: Transform): Stage[] {
  switch (transform) {
    case 'contains':
      return [{ pattern: joinPatterns([ANY], patternOf(stage), [ANY]) }]
    case 'startswith':
      return [{ pattern: joinPatterns(patternOf(stage), [ANY]) }]
    case 'endswith':
      return [{ pattern: joinPatterns([ANY], patternOf(stage)) }]
    case 'windash':
      return [{ pattern: loosenDashes(patternOf(stage)) }]
    case 'base64':
      return bytesOf(stage).map((bytes) => ({ pattern: [bytes.toString('base64')] }))
    case 'base64offset':
      return bytesOf(stage).flatMap((bytes) => encodeAtOffsets(bytes).map((text) => ({ pattern: [text] })))
    default:
      return literalsOf(patternOf(stage)).map((text) => ({ bytes: encodeUtf16(text, transform) }))
  }
}

/** Bytes that are looked for as they are: each is a character. */
function patternOf(stage: Stage): Pattern {
  return 'pattern' in stage ? stage.pattern : joinPatterns([stage.bytes.toString('latin1')])
}

function bytesOf(stage: Stage): Buffer[] {
  return 'bytes' in stage ? [stage.bytes] : literalsOf(stage.pattern).map((text) => Buffer.from(text, 'utf8'))
}
