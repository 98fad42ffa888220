/** Reads a Sigma string with its wildcards and escapes, and says whether a text is one that it means. */
import { foldLetter } from './letter.ts'

/** One place of a pattern: a character, `?` (any one character), `*` (any text), or any of the dashes of `windash`. */
export type Place = { char: string } | 'one' | 'any' | 'dash'

/** The characters that `windash` takes for one another: hyphen, slash, en dash, em dash, horizontal bar. */
export const dashes = ['-', '/', '\u2013', '\u2014', '\u2015']

/** Sigma rules, "Escape Character": a backslash escapes only `*`, `?` and itself; before anything else it is plain. */
export function readPattern(text: string): Place[] {
  const chars = [...text]
  const places: Place[] = []
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!
    const next = chars[i + 1]
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      places.push({ char: next })
      i++
    } else if (char === '*') places.push('any')
    else if (char === '?') places.push('one')
    else places.push({ char })
  }
  return places
}

/** A text taken as it stands, with no wildcard in it. */
export const literally = (text: string): Place[] => [...text].map((char) => ({ char }))

/** Whether the whole text is what the pattern means. Follows every place where the pattern could stand, side by side. */
export function isMeant(pattern: Place[], text: string, cased: boolean): boolean {
  let standing = reach(pattern, new Set([0]))
  for (const char of text) {
    const next = new Set<number>()
    for (const at of standing) {
      const place = pattern[at]
      if (place === 'any') next.add(at)
      else if (place !== undefined && isTaken(place, char, cased)) next.add(at + 1)
    }
    standing = reach(pattern, next)
  }
  return standing.has(pattern.length)
}

/** Adds what is reached for nothing: `*` may be empty. */
function reach(pattern: Place[], standing: Set<number>): Set<number> {
  for (const at of standing) if (pattern[at] === 'any') standing.add(at + 1)
  return standing
}

function isTaken(place: Place, char: string, cased: boolean): boolean {
  if (place === 'one') return true
  if (place === 'dash') return dashes.includes(char)
  if (place === 'any') return false
  return cased ? place.char === char : foldLetter(place.char) === foldLetter(char)
}
