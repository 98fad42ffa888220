/** Makes values that match an item of a rule, or miss it by a hair. */
import type { Dice } from './dice.ts'
import { type Node, spellNumber } from './json-text.ts'
import type { Place } from './pattern.ts'
import { dashes, literally } from './pattern.ts'
import { comparisonModifiers, dateModifiers } from './special-value.ts'
import { readText, textModifiers } from './text-value.ts'
import { dates, expressions, makeText, networks } from './words.ts'

/** One value that an item of a rule asks for. */
export interface Wish {
  field: string
  modifiers: string[]
  value: unknown
  /** What the same text must be besides, where the item has `all`. */
  besides: unknown[]
}

/** A value for the wish, perhaps among others in an array, perhaps of another type. */
export function makeValue(wish: Wish, dice: Dice): Node {
  const value = makeNear(wish, dice)
  if (!dice.chance(15)) return value
  const other: Node = dice.pick([{ string: 'other' }, { scalar: 'null' }, { list: [] }, { map: [] }, { scalar: '7' }])
  return { list: dice.pick([[value], [other, value], [value, other], [{ list: [value] }], [other]]) }
}

function makeNear(wish: Wish, dice: Dice): Node {
  if (dice.chance(8))
    return dice.pick([{ scalar: 'null' }, { string: '' }, { scalar: 'true' }, { list: [] }, { map: [] }])
  const { modifiers, value } = wish
  const [first = ''] = modifiers
  const known = expressions.get(String(value)) ?? networks.get(String(value))
  if ((first === 're' || first === 'cidr') && known !== undefined) return { string: dice.pick(known) }
  if (dateModifiers.includes(first)) return { string: makeDate(first, Number(value), dice) }
  if (comparisonModifiers.includes(first)) return makeNumberNear(Number(value), dice)
  if (value === null || first === 'exists' || first === 'fieldref') return { string: makeText(dice, 3) }
  if (dice.chance(70)) return makeSame(wish, dice)
  return { string: makeTextNear(wish, dice) }
}

/** Of the type that the rule's value has; for a text that spells a number, perhaps of the other. */
function makeSame(wish: Wish, dice: Dice): Node {
  const { value } = wish
  if (typeof value === 'number') return makeNumberNear(value, dice)
  if (typeof value === 'boolean') return { scalar: String(value !== dice.chance(20)) }
  if (typeof value === 'string' && /^-?\d+$/.test(value) && dice.chance(70))
    return { scalar: spellNumber(+value, dice) }
  return { string: makeTextNear(wish, dice) }
}

/** A date whose part is as wanted, or some other text. */
function makeDate(part: string, number: number, dice: Dice): string {
  const whole = '2026-11-21T03:10'
  const at = { year: 0, month: 5, day: 8, hour: 11, minute: 14 }[part]
  if (at === undefined || dice.chance(40)) return dice.pick(dates)
  const digits = String(number).padStart(part === 'year' ? 4 : 2, '0')
  return `${whole.slice(0, at)}${digits}${whole.slice(at + digits.length)}${dice.pick(['', ':00Z', ':59.9+01:00', 'Z'])}`
}

function makeNumberNear(number: number, dice: Dice): Node {
  const near = dice.pick([number, number, number + 1, number - 1, -number])
  if (dice.chance(60)) return { scalar: spellNumber(near, dice) }
  return {
    string: dice.pick([
      String(near),
      `${near}.0`,
      ` ${near}`,
      `+${near}`,
      `0${near}`,
      `${near}x`,
      near.toExponential(),
    ]),
  }
}

/** A text that the pattern means, then perhaps of another case, then perhaps with one character wrong. */
function makeTextNear({ field, modifiers, value, besides }: Wish, dice: Dice): string {
  const applied = modifiers.filter((modifier) => textModifiers.includes(modifier))
  const meant = [value, ...besides].map((one) => {
    const patterns = patternsOf(one, field === '' ? [...applied, 'contains'] : applied)
    return fill(dice.pick(patterns), dice)
  })
  const text = meant.join('')
  const recased = dice.chance(50) ? [...text].map((char) => recase(char, dice)).join('') : text
  return dice.chance(25) ? wound(recased, dice) : recased
}

/** What a value means; where the rule is refused for it, the value as it stands. */
function patternsOf(value: unknown, modifiers: string[]): Place[][] {
  try {
    return readText(value as string | number | boolean, modifiers).patterns
  } catch {
    return [literally(String(value))]
  }
}

const fill = (pattern: Place[], dice: Dice): string =>
  pattern
    .map((place) => {
      if (place === 'any')
        return dice.pick(['', '', 'x', '\n', ' é', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '*', '\\'])
      if (place === 'one') return dice.pick(['x', '\n', '?', 'é', '😀'])
      return place === 'dash' ? dice.pick(dashes) : place.char
    })
    .join('')

/** Letters that are the same, case set aside, though neither is the other's capital. */
const kin = new Map([
  ['k', '\u212a'],
  ['K', '\u212a'],
  ['s', 'ſ'],
  ['S', 'ſ'],
  ['σ', 'ς'],
  ['ß', 'ẞ'],
  ['i', 'İ'],
  ['é', 'É'],
])

const recase = (char: string, dice: Dice): string =>
  dice.pick([char, char.toUpperCase(), char.toLowerCase(), kin.get(char) ?? char])

function wound(text: string, dice: Dice): string {
  const chars = [...text]
  const at = dice.roll(Math.max(1, chars.length))
  const instead = dice.pick([[], ['x'], ['\\'], ['é'], ['-'], ['\ud83d'], ['\udc00']])
  return chars.toSpliced(at, dice.chance(50) ? 1 : 0, ...instead).join('')
}
