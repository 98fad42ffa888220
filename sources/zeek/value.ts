/** A cell of a tab-separated log as the value that Zeek would write in JSON. */

/** How a log marks what is no word. */
export interface Marks {
  /** Between the members of a set or a vector. */
  readonly set: string
  readonly empty: string
  readonly unset: string
}

const NUMBERS = new Set(['time', 'interval', 'double', 'count', 'int', 'port'])
const MANY = /^(?:set|vector|table|array)\[(.{1,64})\]$/

/** `undefined` where the field is not set: JSON leaves it out. */
export function valueOf(cell: string, type: string, marks: Marks): unknown {
  if (cell === marks.unset) return undefined
  const member = MANY.exec(type)?.[1]
  if (member !== undefined)
    return cell === marks.empty ? [] : cell.split(marks.set).map((each) => valueOf(each, member, marks) ?? null)
  if (cell === marks.empty) return ''
  if (type === 'bool') return cell === 'T' ? true : cell === 'F' ? false : cell
  if (!NUMBERS.has(type)) return unescaped(cell, marks)
  const number = /^-?\d{1,15}(?:\.\d{1,15})?(?:e[+-]?\d{1,3})?$/i.test(cell) ? Number(cell) : Number.NaN
  return Number.isFinite(number) ? number : cell
}

/** Only what would have parted the cells, and the escape itself, is written otherwise than in JSON. */
const unescaped = (cell: string, { set }: Marks): string =>
  cell.includes('\\')
    ? cell.replaceAll(/\\x([0-9a-f]{2})|\\\\/gi, (found, digits: string | undefined) => {
        if (digits === undefined) return '\\'
        const character = String.fromCharCode(Number.parseInt(digits, 16))
        return character === '\t' || character === '\n' || character === set ? character : found
      })
    : cell
