/** From a Sigma string to needles: exactly where it is a literal at some place, else what every match must contain. */
import { foldCase } from '../../sigma/fold.ts'
import { DASHES, literalsOf } from '../../sigma/pattern.ts'
import type { Pattern } from '../../sigma/pattern.ts'
import type { Needle, Position } from './predicate.ts'

/** Texts that match have one of the needles of each set; `exact`: there is one set, and all texts that have one match. */
export interface Needed {
  readonly exact: boolean
  readonly sets: readonly (readonly Needle[])[]
}

/** A pattern with dashes is as many literals as there are dashes to put into it. */
const MOST_LITERALS = DASHES.length ** 3

/** A text of so many characters is rare enough. */
const TELLING = 4

export function needlesOf(pattern: Pattern): Needed {
  const segments = splitAtAny(pattern)
  const single = segments.filter((segment) => segment.length > 0).length <= 1
  let exact = single
  const sets: Needle[][] = []
  for (const [index, segment] of segments.entries()) {
    if (segment.length === 0 && segments.length > 1) continue
    const at = positionOf(index, segments.length)
    const whole = literalsIn(segment)
    if (whole === undefined) exact = false
    const set = whole === undefined ? longestLiteral(segment) : whole.map((text) => ({ at, text: foldCase(text) }))
    if (set.length > 0) sets.push(set)
  }
  // A few characters are everywhere: they say nothing where there is more to look for.
  if (!exact) {
    const longest = Math.max(...sets.map(shortestOf))
    const telling = sets.filter((set) => shortestOf(set) >= Math.min(longest, TELLING))
    if (telling.length > 0) sets.splice(0, sets.length, ...telling)
  }
  const sound = sets.every((set) => set.every(({ text }) => text.isWellFormed()))
  return sound ? { exact, sets } : { exact: false, sets: [] }
}

const shortestOf = (set: readonly Needle[]): number => Math.min(...set.map(({ text }) => text.length))

function splitAtAny(pattern: Pattern): Pattern[] {
  const segments: Pattern[number][][] = [[]]
  for (const part of pattern) {
    if (typeof part !== 'string' && part.wildcard === '*') segments.push([])
    else segments.at(-1)?.push(part)
  }
  return segments
}

function positionOf(index: number, count: number): Position {
  if (count === 1) return 'whole'
  if (index === 0) return 'start'
  return index === count - 1 ? 'end' : 'inside'
}

/** All literals that a segment stands for; undefined where it has a `?` or there are too many. */
function literalsIn(segment: Pattern): string[] | undefined {
  let count = 1
  for (const part of segment) {
    if (typeof part === 'string') continue
    if (part.wildcard === '?') return undefined
    count *= DASHES.length
  }
  return count > MOST_LITERALS ? undefined : literalsOf(segment)
}

function longestLiteral(segment: Pattern): Needle[] {
  const literals = segment.filter((part) => typeof part === 'string').toSorted((a, b) => b.length - a.length)
  return literals.slice(0, 1).map((text) => ({ at: 'inside', text: foldCase(text) }))
}
