/** Case folding as a table, for the scan: what the engine's own folding makes of each UTF-16 unit. */
import { foldCase } from '../sigma/fold.ts'

let table: Uint16Array | undefined

/** For each code point below 0x10000 the one that it folds to; made when it is asked for the first time. */
export function foldTable(): Uint16Array {
  if (table !== undefined) return table
  table = new Uint16Array(0x10000)
  for (let point = 0; point < table.length; point++) table[point] = isCaseless(point) ? point : foldPoint(point)
  return table
}

/** Ideographs, syllables and surrogates: half of all, and slow to ask about one by one. */
function isCaseless(point: number): boolean {
  return (point >= 0x3000 && point < 0xa000) || (point >= 0xac00 && point < 0xf900)
}

function foldPoint(point: number): number {
  return foldCase(String.fromCharCode(point)).charCodeAt(0)
}
