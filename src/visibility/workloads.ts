/** Workloads that somebody should see and nobody does: a container without a log, one whose processes or traffic no sensor tells. */
import type { Event } from '../model/event.ts'
import { createRecent, type Recent } from '../stream/recent.ts'
import { isRunning, logDriverOf } from './inspect.ts'
import { containerWord, isTargetContainer } from './word.ts'

/** What sensors hear of a container, by the classes of their events. */
const KINDS = ['processes', 'traffic'] as const
type Kind = (typeof KINDS)[number]
const KIND_OF = new Map<Event['class_name'], Kind>([
  ['Process Activity', 'processes'],
  ['Network Activity', 'traffic'],
  ['HTTP Activity', 'traffic'],
  ['DNS Activity', 'traffic'],
])

/** What is kept of an event until it is certain. */
type Told = Pick<Event, 'time' | 'place' | 'entities'>

/** One second, as far as it is about that. By the container's id. */
export interface WorkloadSecond {
  readonly starts: Map<string, Told>
  readonly ends: Map<string, number>
  readonly unlogged: Map<string, Told>
  /** Of which an inspect says that they run. */
  readonly running: Set<string>
  readonly heard: { readonly [kind in Kind]: Map<string, number> }
}

export const workloadSecond = (): WorkloadSecond => ({
  starts: new Map(),
  ends: new Map(),
  unlogged: new Map(),
  running: new Set(),
  heard: { processes: new Map(), traffic: new Map() },
})

export interface UnseenCount {
  readonly unseen: Kind
  /** Containers that were started since somebody heard such things at all, and those of them of which none was heard. */
  readonly containers: number
  readonly missed: number
}

export interface Workloads {
  /** `isEngine`: whoever starts a container tells of execs as well, and is no sensor of processes. */
  hear(event: Event, isEngine: boolean, into: WorkloadSecond): void
  /** A second that is over. Seconds come in order. */
  over(second: WorkloadSecond): void
  /** What is certain by now. */
  due(until: number): Event[]
  ledger(): UnseenCount[]
}

/** Milliseconds after its start in which a container should have been heard of, and before it: sensors are quicker than engines. */
const [AFTER, BEFORE] = [60_000, 10_000]
/** Containers in a second, awaited, remembered. */
const [MOST, REMEMBERED] = [5_000, 20_000]
/** Of the last so many containers that many must have been heard for one that was not to mean anything. */
const [LAST, HEARD] = [20, 0.8]
const KNOWN = 5

export function createWorkloads(): Workloads {
  const unlogged = createUnlogged()
  const watches = KINDS.map((kind) => createWatch(kind))
  return {
    hear(event, isEngine, into) {
      const kind = isEngine ? undefined : KIND_OF.get(event.class_name)
      const isLife = event.class_name === 'Application Lifecycle' || logDriverOf(event) === 'none'
      if (!kind && !isLife) return
      for (const entity of event.entities) {
        if (kind && entity.type === 'container') keepLast(into.heard[kind], entity.uid, event.time)
        if (isLife && isTargetContainer(entity)) enterLife(entity.uid, event, into)
      }
    },
    over(second) {
      for (const watch of [unlogged, ...watches]) watch.over(second)
    },
    due: (until) => [unlogged, ...watches].flatMap((watch) => watch.due(until)),
    ledger: () => watches.map((watch) => watch.count()),
  }
}

function enterLife(uid: string, event: Event, into: WorkloadSecond): void {
  if (logDriverOf(event) === 'none') {
    keepFirst(into.unlogged, uid, event)
    if (isRunning(event)) into.running.add(uid)
  } else if (event.activity_name === 'Start') keepFirst(into.starts, uid, event)
  else if (event.activity_name === 'Stop') keepLast(into.ends, uid, event.time)
}

/** Containers that run for a while without a log. Those of builds have none either, and never run, or are gone at once. */
function createUnlogged() {
  const awaited = createRecent<string, Told>(REMEMBERED)
  const running = createRecent<string, true>(REMEMBERED)
  /** Awaited, or told. */
  const known = createRecent<string, true>(REMEMBERED)
  return {
    over({ starts, ends, unlogged, running: found }: WorkloadSecond): void {
      for (const uid of [...starts.keys(), ...found]) running.set(uid, true)
      for (const [uid, event] of inOrder(unlogged)) {
        if (known.get(uid)) continue
        known.set(uid, true)
        awaited.set(uid, event)
      }
      for (const [uid, time] of ends)
        if ((starts.get(uid)?.time ?? -Infinity) <= time) for (const list of [awaited, running, known]) list.delete(uid)
    },
    due: (until: number): Event[] =>
      [...firstOf(awaited, ({ time }) => time + AFTER <= until)].flatMap(([uid, event]) => {
        awaited.delete(uid)
        if (!running.get(uid)) return []
        const says = 'has the log driver none, and runs: what it writes is nowhere'
        return [containerWord('log driver none', event, { time: event.time + AFTER, since: event.time, says })]
      }),
  }
}

function createWatch(kind: Kind) {
  const heard: Recent<string, number> = createRecent(REMEMBERED)
  const awaited = createRecent<string, Told>(REMEMBERED)
  /** Of the containers that were started last, whether they were heard of. */
  let outcomes: readonly boolean[] = []
  let [newest, containers, missed] = [-Infinity, 0, 0]

  const judge = (uid: string, { time }: Told): boolean => {
    // Where nothing is heard of any container any more, it is the sensor that is silent.
    if (newest < time) return false
    const wasHeard = (heard.get(uid) ?? -Infinity) >= time - BEFORE
    const usual = outcomes.filter(Boolean).length
    const isMissed = !wasHeard && usual >= KNOWN && usual >= HEARD * outcomes.length
    outcomes = [...outcomes, wasHeard].slice(-LAST)
    containers++
    if (!wasHeard) missed++
    return isMissed
  }
  return {
    over({ starts, heard: { [kind]: second } }: WorkloadSecond): void {
      for (const [uid, event] of inOrder(starts)) awaited.set(uid, event)
      for (const [uid, time] of second) {
        heard.set(uid, time)
        newest = Math.max(newest, time)
      }
    },
    due(until: number): Event[] {
      const over = [...firstOf(awaited, ({ time }) => time + AFTER <= until)]
      return over.flatMap(([uid, event]) => {
        awaited.delete(uid)
        if (!judge(uid, event)) return []
        const says = `was started at ${new Date(event.time).toISOString()}, and no sensor told of its ${kind}, as they do of others`
        return [
          containerWord('workload unseen', event, {
            time: event.time + AFTER,
            since: event.time,
            says,
            fields: { unseen: kind },
          }),
        ]
      })
    },
    count: (): UnseenCount => ({ unseen: kind, containers, missed }),
  }
}

/** They were put there in order of time. */
function* firstOf(awaited: Recent<string, Told>, isOver: (told: Told) => boolean): Generator<[string, Told]> {
  for (const entry of awaited.entries()) {
    if (!isOver(entry[1])) return
    yield entry
  }
}

const inOrder = (events: ReadonlyMap<string, Told>): [string, Told][] =>
  [...events].toSorted(([a, one], [b, other]) => one.time - other.time || (a < b ? -1 : 1))

function keepFirst(into: Map<string, Told>, uid: string, { time, place, entities }: Event): void {
  const known = into.get(uid)
  if (known ? time < known.time : into.size < MOST) into.set(uid, { time, place, entities })
}

function keepLast(into: Map<string, number>, uid: string, time: number): void {
  const known = into.get(uid)
  if (known === undefined ? into.size < MOST : time > known) into.set(uid, time)
}
