/** Generates records that nearly match a rule, as values, as lines of NDJSON and as whole blocks of bytes. */
import type { Arbitrary } from 'fast-check'
import type { RuleDocument } from './arbitrary-rule.ts'
import { arbitraryFrom, type Dice } from './dice.ts'
import { type Node, spell, spellNumber } from './json-text.ts'
import { makeValue, type Wish } from './near-value.ts'
import { fields } from './words.ts'

/** Records as JSON values, as `JSON.parse` gives them. */
export const arbitraryRecord = (rule: RuleDocument): Arbitrary<unknown> =>
  arbitraryFrom((dice) => JSON.parse(makeRecordText(rule, dice)) as unknown, 240)

/** Lines of NDJSON without the line break; about one in six is malformed or no object. */
export const arbitraryLine = (rule: RuleDocument): Arbitrary<string> =>
  arbitraryFrom((dice) => makeLine(rule, dice), 240)

/** Blocks of NDJSON as bytes: lines, empty ones too, all line endings, bytes that are not UTF-8, a last line cut off. */
export const arbitraryBlock = (rule: RuleDocument): Arbitrary<Uint8Array> =>
  arbitraryFrom((dice) => makeBlock(rule, dice), 1200)

/** A record from dice, as one line of JSON. */
export function makeRecordText(rule: RuleDocument, dice: Dice): string {
  const root: Node = { map: [] }
  for (const wish of wishesOf(rule)) {
    if (dice.chance(12)) continue
    place(root.map, wish.field === '' ? dice.pick(fields) : wish.field, makeValue(wish, dice), dice)
    const other = wish.modifiers[0] === 'fieldref' ? String(wish.value) : undefined
    if (other !== undefined && dice.chance(60)) copy(root.map, wish.field, other, dice)
  }
  if (dice.chance(30)) place(root.map, dice.pick(fields), makeNoise(dice), dice)
  return spell(root, dice)
}

/** A line from dice: mostly a record, now and then something broken. */
export function makeLine(rule: RuleDocument, dice: Dice): string {
  const text = makeRecordText(rule, dice)
  if (!dice.chance(17)) return text
  const cut = dice.roll(Math.max(1, text.length))
  return dice.pick([
    text.slice(0, cut),
    `${text.slice(0, cut)}${text.slice(cut + 1)}`,
    `${text.slice(0, cut)}${dice.pick(['"', '\\', '{', '}', ',', '[', '\u0000', '0', 'x'])}${text.slice(cut)}`,
    `${text},`,
    `${text}${text}`,
    `[${text}]`,
    JSON.stringify(text),
    `\ufeff${text}`,
    '',
    '42',
    'null',
    text.replaceAll('"', "'"),
  ])
}

function makeBlock(rule: RuleDocument, dice: Dice): Uint8Array {
  const lines = dice.some(1, 8, () => {
    const text = dice.chance(4) ? prettify(makeRecordText(rule, dice)) : makeLine(rule, dice)
    return text + dice.pick(['\n', '\n', '\n', '\r\n', '\n\n'])
  })
  const block = Buffer.from(lines.join(''))
  const wound = dice.roll(block.length)
  if (dice.chance(10)) block[wound] = dice.pick([0xff, 0xc0, 0x80, 0xed, 0xf8])
  return dice.chance(15) ? block.subarray(0, wound) : block
}

const prettify = (text: string): string => JSON.stringify(JSON.parse(text), null, 2)

/** What the rule looks for, item by item. */
function wishesOf(rule: RuleDocument): Wish[] {
  const { condition: _, ...searches } = rule.detection
  return Object.values(searches).flatMap(wishesIn)
}

function wishesIn(search: unknown): Wish[] {
  if (Array.isArray(search)) return search.flatMap(wishesIn)
  if (typeof search !== 'object' || search === null) return [{ field: '', modifiers: [], value: search, besides: [] }]
  return Object.entries(search).flatMap(([key, value]: [string, unknown]) => {
    const [field = '', ...modifiers] = key.split('|')
    const values: unknown[] = Array.isArray(value) ? value : [value]
    if (modifiers.includes('all')) return [{ field, modifiers, value: values[0], besides: values.slice(1) }]
    return values.map((one) => ({ field, modifiers, value: one, besides: [] }))
  })
}

/** Puts a value where the field says: as a flat key, or nested, now and then through an array, now and then twice. */
function place(map: [string, Node][], field: string, value: Node, dice: Dice): void {
  const [head = '', ...rest] = field.split('.')
  const flat = rest.length === 0 || dice.chance(30)
  const key = flat ? field : head
  const standing = map.find(([name]) => name === key)?.[1]
  if (flat) {
    if (standing === undefined || dice.chance(50)) map.push([key, value])
    return
  }
  if (standing !== undefined && 'map' in standing && dice.chance(90))
    return place(standing.map, rest.join('.'), value, dice)
  const inner: Node = { map: [] }
  place(inner.map, rest.join('.'), value, dice)
  const several = dice.chance(20)
  map.push([key, several ? { list: dice.chance(50) ? [inner, makeNoise(dice)] : [makeNoise(dice), inner] } : inner])
}

/** Puts what stands at one field at another field too. */
function copy(map: [string, Node][], from: string, to: string, dice: Dice): void {
  const standing = map.find(([name]) => name === from)?.[1]
  if (standing !== undefined) place(map, to, structuredClone(standing), dice)
}

const makeNoise = (dice: Dice): Node =>
  dice.pick<() => Node>([
    () => ({ string: 'noise' }),
    () => ({ scalar: spellNumber(dice.roll(20), dice) }),
    () => ({ map: [['a', { string: 'b' }]] }),
    () => ({ list: [] }),
    () => ({ scalar: 'null' }),
    () => ({ map: [] }),
  ])()
