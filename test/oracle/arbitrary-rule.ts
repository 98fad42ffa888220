/** Generates Sigma rules of every shape: all modifiers, keywords, maps, lists of maps, conditions. */
import type { Arbitrary } from 'fast-check'
import { stringify } from 'yaml'
import { arbitraryFrom, type Dice } from './dice.ts'
import { dateNumbers, expressions, fields, makePlainText, makeText, networks, numbers } from './words.ts'

/** A rule as data: what its YAML holds. */
export interface RuleDocument {
  title: string
  id: string
  logsource: { category?: string; product?: string; service?: string }
  detection: { condition: string | string[]; [search: string]: unknown }
}

type Entry = [key: string, value: unknown]

/** Rules, nearly all of them allowed; what is not allowed must be refused by everyone. */
export const arbitraryRule = (): Arbitrary<RuleDocument> => arbitraryFrom(makeRule, 160)

/** The rule as a file. */
export const writeRule = (rule: RuleDocument): string => stringify(rule)

/** A rule from dice, for whoever throws them. */
export function makeRule(dice: Dice): RuleDocument {
  const names = [...new Set(dice.some(1, 4, () => dice.pick(searchNames)))]
  const searches = Object.fromEntries(names.map((name) => [name, makeSearch(dice)]))
  const condition = dice.chance(10)
    ? dice.some(1, 3, () => makeCondition(dice, names, 1))
    : makeCondition(dice, names, 3)
  return {
    title: 'Generated',
    id: '5e0b5b0c-5d0a-4b57-9c3f-0f6a6a8f7b11',
    logsource: { category: 'test' },
    detection: { ...searches, condition },
  }
}

const searchNames = [
  'selection',
  'selection_a',
  'selection_b',
  'filter',
  'filter_main_x',
  '_hidden',
  'keywords',
  'sel-1',
]

function makeSearch(dice: Dice): unknown {
  const shape = dice.roll(10)
  if (shape < 6) return makeMap(dice)
  if (shape === 6) return dice.some(1, 3, () => makeMap(dice))
  if (shape === 7) return dice.some(1, 3, () => makeKeyword(dice))
  if (shape === 8) return { '|all': dice.some(2, 3, () => makeKeyword(dice)) }
  return dice.some(1, 3, () => (dice.chance(50) ? makeKeyword(dice) : makeMap(dice)))
}

const makeMap = (dice: Dice): unknown => Object.fromEntries(dice.some(1, 3, () => makeItem(dice)))

const makeKeyword = (dice: Dice): unknown =>
  dice.chance(20) ? dice.pick(numbers) : makeText(dice, 3) || dice.pick(['a', 'kubectl'])

function makeItem(dice: Dice): Entry {
  const kinds: ((dice: Dice) => Entry)[] = [
    makePlain,
    makePlaced,
    makePlaced,
    makePlain,
    makeEncoded,
    (d) => listed(d, 're' + d.pick(['', '|i', '|m', '|s', '|i|s', '|m|i']), () => d.pick([...expressions.keys()])),
    (d) => listed(d, 'cidr', () => d.pick([...networks.keys()])),
    (d) => [d.pick(['gt', 'gte', 'lt', 'lte']), d.pick(numbers)],
    makeDatePart,
    (d) => ['exists', d.chance(50)],
    () => ['', null],
    (d) => [d.pick(['fieldref', 'fieldref|neq', 'fieldref|cased']), d.pick(fields)],
    (d) => listed(d, 'neq', () => makeScalar(d)),
  ]
  const [modifiers, value] = dice.pick(kinds)(dice)
  const field = dice.pick(fields)
  return [modifiers === '' ? field : `${field}|${modifiers}`, value]
}

function makeDatePart(dice: Dice): Entry {
  const part = dice.pick(['minute', 'hour', 'day', 'week', 'month', 'year'])
  return listed(dice, part, () => dice.pick(dateNumbers[part] ?? []))
}

/** One value or, one time in three, a list of them. */
const listed = (dice: Dice, modifiers: string, make: () => unknown): Entry => [
  modifiers,
  dice.chance(33) ? dice.some(1, 3, make) : make(),
]

const makePlain = (dice: Dice): Entry => listed(dice, '', () => makeScalar(dice))

function makeScalar(dice: Dice): unknown {
  const kind = dice.roll(8)
  if (kind === 6) return dice.pick(numbers)
  if (kind === 7) return dice.chance(50)
  return dice.chance(5) ? '*' : makeText(dice)
}

/** contains, startswith or endswith, or none, with what goes with them, in any order. */
function makePlaced(dice: Dice): Entry {
  const place = dice.pick(['contains', 'startswith', 'endswith', ''])
  const windash = dice.chance(25)
  const all = dice.chance(25)
  const modifiers = [place, dice.chance(20) && 'cased', windash && 'windash', all && 'all', dice.chance(5) && 'neq']
    .filter((modifier) => modifier !== false && modifier !== '')
    .map((modifier) => ({ modifier, order: dice.roll(8) }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ modifier }) => modifier)
    .join('|')
  const make = (): unknown => (dice.chance(10) && !windash ? dice.pick(numbers) : makeText(dice))
  return all ? [modifiers, dice.some(2, 3, make)] : listed(dice, modifiers, make)
}

function makeEncoded(dice: Dice): Entry {
  const wide = dice.pick(['', '', 'wide|', 'utf16le|', 'utf16be|', 'utf16|'])
  const base = dice.pick(['base64offset|contains', 'base64|contains', 'base64', 'base64|endswith'])
  return listed(dice, dice.pick(['', '', 'windash|']) + wide + base, () => makePlainText(dice, 4) || 'a')
}

function makeCondition(dice: Dice, names: string[], depth: number): string {
  const shape = dice.roll(depth > 0 ? 9 : 3)
  if (shape < 2) return dice.pick(names)
  if (shape === 2) return `${dice.pick(['1', 'all'])} of ${makePattern(dice, names)}`
  const left = makeCondition(dice, names, depth - 1)
  if (shape === 3) return `not ${left.includes(' ') && !left.startsWith('(') ? `(${left})` : left}`
  if (shape === 4) return `(${left})`
  return `${left} ${dice.pick(['and', 'or', 'and not', 'or not'])} ${makeCondition(dice, names, depth - 1)}`
}

/** A pattern that some search identifier fits, unless it is hidden by an underscore. */
function makePattern(dice: Dice, names: string[]): string {
  const name = dice.pick(names)
  const cut = dice.roll(name.length)
  return dice.pick(['them', `${name.slice(0, cut)}*`, `*${name.slice(cut)}`, `${name[0]}*${name.slice(-1)}`, name])
}
