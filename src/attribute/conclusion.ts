/** What was concluded of things is kept as long as nothing is said of what it rests on: whoever says something takes it back. */
import type { Thing } from './thing.ts'

/** Below this nobody asks which of the dependents are there twice. */
const ROOM = 16

/** What was concluded of `thing` rests on `other`. */
export function rest(thing: Thing, other: Thing): void {
  const { dependents, room } = other
  // Those of which something was concluded anew are there twice.
  if (dependents.length < Math.max(room, ROOM)) {
    if (dependents.length < ROOM) other.dependents = dependents.concat(thing)
    else dependents.push(thing)
    return
  }
  const live = [...new Set(dependents).add(thing)].filter((each) => isConcluded(each) || each === thing)
  other.dependents = live
  other.room = live.length * 2
}

/** Something was said of it. Each was written down when something was concluded of it, so that this costs no more than that did. */
export function takeBack(thing: Thing): void {
  forgetConclusions(thing)
  const { dependents } = thing
  if (dependents === NONE) return
  thing.dependents = NONE
  thing.room = 0
  for (const each of dependents) forgetConclusions(each)
}

export const NONE: Thing[] = []

const isConcluded = ({ context, end, forgotten }: Thing): boolean =>
  !forgotten && (context !== undefined || end !== undefined)

function forgetConclusions(thing: Thing): void {
  thing.context = undefined
  thing.end = undefined
}
