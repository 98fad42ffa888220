/** Which records are part of what others tell: an operation is told in several, and happened once. */
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'

/** How many requests and sessions are remembered as begun, and containers as not running. */
const OPERATIONS = 100_000
const CONTAINERS = 100_000

/** Whether a container runs after this, as OCSF's classes and activities say it; where they do not, it stays as it was. */
const RUNS = new Map([
  ['Application Lifecycle Install', false],
  ['Application Lifecycle Stop', false],
  ['Application Lifecycle Start', true],
  ['Application Lifecycle Restart', true],
  ['Application Lifecycle Remove', true], // it will not be heard of again
  ['Process Activity Launch', true],
])

/** Asked of every event, in order. */
export function createContinuation(): (event: Event) => boolean {
  const begun = createRecent<string, true>(OPERATIONS)
  let idle = createRecent<string, true>(CONTAINERS)

  /** One request told in several records happened once: the first record of it that we see stands for it. */
  const isBegun = ({ operation_uid, place }: Event): boolean => {
    if (operation_uid === undefined) return false
    const key = `${place.source} ${operation_uid}`
    const known = begun.get(key) ?? false
    begun.set(key, true)
    return known
  }

  /**
   * An engine attaches a container to its networks each time that it starts it, and tells of each before it tells of the start.
   * That is part of the start. A container that was never seen is taken to run: then somebody attached it.
   */
  const isOfStart = ({ class_name, facts }: Event): boolean =>
    class_name === 'API Activity' &&
    facts.some(({ subject, relation }) => relation === 'attached-to' && idle.get(subject.uid) === true)

  const learn = ({ class_name, activity_name, operation, entities }: Event): void => {
    // What was not heard may have been any container's start.
    if (operation === 'engine gap') idle = createRecent(CONTAINERS)
    const runs = RUNS.get(`${class_name} ${activity_name}`)
    if (runs === undefined) return
    for (const { type, role, uid } of entities) {
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
