/** What every match of a part of a regular expression must contain, put together from what its parts must. */

import { foldCase } from '../../sigma/fold.ts'

export interface Needs {
  /** All texts that the part can be; undefined where there are too many. */
  readonly exact: readonly string[] | undefined
  /** Whatever matches contains one text of each of these sets. */
  readonly sets: readonly (readonly string[])[]
}

const MOST_TEXTS = 96
const LONGEST = 32

export const ANYTHING: Needs = { exact: undefined, sets: [] }
export const NOTHING: Needs = { exact: [''], sets: [] }

/** One of these, case set aside. */
export function oneOf(texts: readonly string[]): Needs {
  const folded = [...new Set(texts.map(foldCase))]
  return folded.length > MOST_TEXTS ? ANYTHING : { exact: folded, sets: [] }
}

/** One of several. */
export function joinAlternatives(alternatives: readonly Needs[]): Needs {
  const [only] = alternatives
  if (alternatives.length === 1 && only !== undefined) return only
  if (alternatives.every(({ exact }) => exact !== undefined)) {
    const all = oneOf(alternatives.flatMap(({ exact }) => exact ?? []))
    if (all.exact !== undefined) return all
  }
  const union: string[] = []
  for (const alternative of alternatives) {
    const [best] = setsOf(alternative).toSorted((a, b) => commonness(a) - commonness(b))
    if (best === undefined) return ANYTHING
    union.push(...best)
  }
  return union.length > MOST_TEXTS ? ANYTHING : { exact: undefined, sets: [[...new Set(union)]] }
}

/** One after the other. A part that is repeated begins and ends with itself. */
export function joinSequence(parts: readonly (Needs & { readonly repeated?: readonly string[] })[]): Needs {
  const sets: (readonly string[])[] = []
  let current: readonly string[] = ['']
  let exact = true
  const flush = (next: readonly string[]): void => {
    if (isUseful(current)) sets.push(current)
    current = next
    exact = false
  }
  for (const part of parts) {
    sets.push(...part.sets)
    const texts = part.exact ?? part.repeated
    const longer = texts === undefined ? undefined : cross(current, texts)
    if (longer !== undefined) current = longer
    if (part.exact === undefined) flush(part.repeated ?? [''])
    else if (longer === undefined) flush(part.exact)
  }
  if (exact) return { exact: current, sets }
  flush([''])
  return { exact: undefined, sets }
}

/** From so many times to so many. */
export function repeat(part: Needs, least: number, most: number): Needs & { readonly repeated?: readonly string[] } {
  if (least === 0) {
    if (most === 1 && part.exact !== undefined) return oneOf([...part.exact, ''])
    return most === 0 ? NOTHING : ANYTHING
  }
  if (least === 1 && most === 1) return part
  if (part.exact === undefined) return { exact: undefined, sets: part.sets }
  if (least === most && least <= LONGEST) {
    const times = joinSequence(Array.from({ length: least }, () => part))
    if (times.exact !== undefined) return times
  }
  return { exact: undefined, sets: part.sets, repeated: part.exact }
}

/** All sets, that of the whole among them. */
export function setsOf({ exact, sets }: Needs): readonly (readonly string[])[] {
  return exact !== undefined && isUseful(exact) ? [...sets, exact] : sets
}

/** A guess how common it is for a text to have one of these. */
export function commonness(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + 0.5 ** text.length, 0)
}

function isUseful(texts: readonly string[]): boolean {
  return texts.length > 0 && !texts.includes('')
}

function cross(starts: readonly string[], ends: readonly string[]): string[] | undefined {
  if (starts.length * ends.length > MOST_TEXTS) return undefined
  const texts = new Set<string>()
  for (const start of starts)
    for (const end of ends) {
      if (start.length + end.length > LONGEST) return undefined
      texts.add(start + end)
    }
  return [...texts]
}
