/** Which records are part of what others tell: an operation is told in several, and happened once. */
import type { Event } from '../model/event.ts'
import { createRecentSet, type RecentSet } from '../stream/recent-set.ts'
import { createRecent } from '../stream/recent.ts'

/** How many requests, sessions and processes of one source are remembered as begun, the newest half of them surely; and containers as not running. */
const OPERATIONS = 200_000
const CONTAINERS = 100_000
/** Sources whose operations are remembered. */
const SOURCES = 100

/** Whether a container runs after this, as OCSF's activities of Application Lifecycle say it; where they do not, it stays as it was. */
const RUNS = new Map([
  ['Install', false],
  ['Stop', false],
  ['Start', true],
  ['Restart', true],
  ['Remove', true], // it will not be heard of again
])

/** Asked of every event, in order. */
export function createContinuation(): (event: Event) => boolean {
  const begun = createRecent<string, RecentSet<string>>(SOURCES)
  let idle = createRecent<string, true>(CONTAINERS)

  const begunAt = (source: string): RecentSet<string> => {
    let known = begun.get(source)
    if (!known) begun.set(source, (known = createRecentSet(OPERATIONS)))
    return known
  }
  /**
   * One request told in several records happened once: the first record of it that we see stands for it. So does the start of a program
   * for its end; but what it does in between is told for its own sake, though all of it has one operation.
   */
  const isBegun = ({ class_name, activity_name, operation_uid, place }: Event): boolean => {
    if (operation_uid === undefined) return false
    const isProcess = class_name === 'Process Activity'
    if (isProcess && activity_name === 'Terminate') return begunAt(place.source).has(operation_uid)
    if (class_name !== 'API Activity' && !(isProcess && activity_name === 'Launch')) return false
    return !begunAt(place.source).add(operation_uid)
  }

  /**
   * An engine attaches a container to its networks each time that it starts it, and tells of each before it tells of the start.
   * That is part of the start. A container that was never seen is taken to run: then somebody attached it.
   */
  const isOfStart = ({ class_name, facts }: Event): boolean =>
    class_name === 'API Activity' &&
    facts.some(({ subject, relation }) => relation === 'attached-to' && idle.get(subject.uid) === true)

  const runsAfter = ({ class_name, activity_name }: Event): boolean | undefined => {
    if (class_name === 'Application Lifecycle') return RUNS.get(activity_name)
    return class_name === 'Process Activity' && activity_name === 'Launch' ? true : undefined
  }
  const learn = (event: Event): void => {
    // What was not heard may have been any container's start.
    if (event.operation === 'engine gap') idle = createRecent(CONTAINERS)
    const runs = runsAfter(event)
    if (runs === undefined || (runs && idle.size === 0)) return
    for (const { type, role, uid } of event.entities) {
      if (type !== 'container' || role !== 'target') continue
      if (runs) idle.delete(uid)
      else idle.set(uid, true)
    }
  }

  return (event) => {
    learn(event)
    return isBegun(event) || isOfStart(event)
  }
}
