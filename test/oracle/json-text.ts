/** JSON as text, spelled in the many ways that mean the same: escapes, numbers, white space, keys said twice. */
import type { Dice } from './dice.ts'

/** JSON before it is spelled. `scalar` is the text of a number or literal; an object may say a key twice. */
export type Node = { string: string } | { scalar: string } | { list: Node[] } | { map: [key: string, value: Node][] }

const short = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['/', '\\/'],
  ['\b', '\\b'],
])

/** Writes a string; now and then with escapes that it does not need. */
export function spellString(text: string, dice: Dice): string {
  const fancy = dice.chance(25)
  let spelled = ''
  // By UTF-16 unit: an escape may well be half of a pair.
  for (const unit of text.split('')) {
    const must = unit < ' ' || unit === '"' || unit === '\\' || /[\ud800-\udfff]/.test(unit)
    if (!must && !(fancy && dice.chance(40))) spelled += unit
    else {
      const code = unit.charCodeAt(0).toString(16).padStart(4, '0')
      const known = short.get(unit)
      spelled +=
        known !== undefined && !(fancy && dice.chance(40)) ? known : `\\u${dice.chance(50) ? code.toUpperCase() : code}`
    }
  }
  return `"${spelled}"`
}

/** A number in one of its spellings; all of them are the same number. */
export function spellNumber(number: number, dice: Dice): string {
  const text = String(number)
  const spellings = [text, number.toExponential(), number.toExponential().replace('e+', 'E'), `${number * 10}e-1`]
  if (/^-?\d+$/.test(text)) spellings.push(`${text}.0`, `${text}.000`, `${text}e0`, `${text}E+00`)
  if (number === 0) spellings.push('-0', '0e9')
  const spelled = dice.pick(spellings)
  return Number(spelled) === number ? spelled : text
}

/** Writes the whole on one line, with as much white space between as the dice say. */
export function spell(node: Node, dice: Dice): string {
  const gaps = dice.pick([[''], [''], ['', ' '], ['', ' ', '\t', '  ', '\r']])
  const gap = (): string => dice.pick(gaps)
  const write = (at: Node): string => {
    if ('string' in at) return spellString(at.string, dice)
    if ('scalar' in at) return at.scalar
    if ('list' in at) return `[${gap()}${at.list.map(write).join(`${gap()},${gap()}`)}${gap()}]`
    const members = at.map.map(([key, value]) => `${spellString(key, dice)}${gap()}:${gap()}${write(value)}`)
    return `{${gap()}${members.join(`${gap()},${gap()}`)}${gap()}}`
  }
  return gap() + write(node) + gap()
}
