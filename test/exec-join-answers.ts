/** Who was behind each process of a container by attribution, beside who it truly was: for the tests that play or replay lab/exec-join.ts. */
import { parse } from 'yaml'
import type { Deed, Played } from '../lab/exec-join.ts'
import { attribute } from '../src/attribute/attribute.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import type { Source } from '../src/ingest/source.ts'
import type { WhoAnswer } from '../src/model/attribution.ts'
import type { Event } from '../src/model/event.ts'
import { isOwn } from '../src/model/own-event.ts'

/** One thing that a process of a container did, and who is behind it. */
export interface Answered {
  readonly event: Event
  /** Missing where it is the container's own. */
  readonly deed: Deed | undefined
  readonly answer: WhoAnswer
}

export const readDeeds = (text: string): readonly Deed[] => (parse(text) as { readonly deeds: readonly Deed[] }).deeds

/** In the order of the lines of each file. Throws where a record is none of any source. */
export function eventsOf({ records }: Pick<Played, 'records'>, sources: ReadonlyMap<string, Source>): Event[] {
  const ingest = createIngest({ sources })
  return [...records].flatMap(([file, text]) => {
    const outcomes = ingest.observe({ file, firstLine: 1, bytes: Buffer.from(text), last: true })
    return outcomes.flatMap((outcome) => {
      if (!isSetAside(outcome)) return outcome
      if (outcome.kind === 'redundant') return []
      throw new Error(`${file}:${outcome.place.line}: ${outcome.reason}`)
    })
  })
}

/** Each source with a lag of its own in milliseconds, and each record late by up to `jitter`; but what a stream says first comes first. */
export function arrival(
  events: readonly Event[],
  lag: { readonly [source: string]: number } = {},
  jitter = 0,
): Event[] {
  const lateBy = ({ place: { source, line } }: Event): number =>
    (lag[source] ?? 0) + (jitter === 0 ? 0 : (line * 7_919) % jitter)
  const at = new Map(events.map((event) => [event, event.time + lateBy(event)]))
  return events.toSorted((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0))
}

/** What was said when the event went by, or later of it, or of the process that it descends from. */
export function answersTo(events: readonly Event[], deeds: readonly Deed[]): Answered[] {
  const stage = attribute()
  const told = [...events.flatMap((event) => stage.observe(event)), ...(stage.end?.() ?? [])]
  const late = new Map(
    told.filter(isOwn).map(({ place, raw }) => [placeOf(place), raw['fields'] as unknown as WhoAnswer]),
  )
  const inside = told.filter((event) => !isOwn(event) && containerOf(event) !== undefined)
  const kin = createKin(inside)
  // What came into the container at once is asked about once: the word is told of the record that came first.
  const byOpened = new Map(
    inside.flatMap((event) => {
      const word = late.get(placeOf(event.place))
      return word ? [[openedOf(event), word] as const] : []
    }),
  )
  const answerOf = (event: Event): WhoAnswer | undefined => {
    const answer = event.attributed?.who
    return answer?.state === 'not-yet' ? (byOpened.get(openedOf(event)) ?? answer) : answer
  }
  return inside.flatMap((event) => {
    const answer = answerOf(event)
    return answer ? [{ event, deed: kin.deedOf(event, deeds), answer }] : []
  })
}

const placeOf = ({ file, line }: Event['place']): string => `${file}:${line}`
/** Which process came in, of those that it descends from. */
const openedOf = ({ process }: Event): string | undefined => process?.opened?.uid ?? process?.uid
const containerOf = ({ raw }: Event): string | undefined =>
  (raw as { readonly container?: { readonly id?: string } }).container?.id

interface Said {
  readonly process?: { readonly pid: number; readonly ppid: number; readonly pid_inside?: number }
}
const processOf = ({ raw }: Event): Said['process'] =>
  raw['tallyman'] === 'host-process' ? (raw as Said).process : undefined

/** Which events are of one line of processes, by the numbers that the node has for them. */
function createKin(events: readonly Event[]) {
  const byPid = Map.groupBy(events, (event) => processOf(event)?.pid)
  const parentOf = (pid: number): number | undefined =>
    byPid.get(pid)?.flatMap((event) => processOf(event)?.ppid ?? [])[0]
  /** Itself, its parent, and so on. */
  const pidsOf = (event: Event): number[] => {
    const pids: number[] = []
    for (let pid = processOf(event)?.pid; pid !== undefined && !pids.includes(pid); pid = parentOf(pid)) pids.push(pid)
    return pids
  }
  return {
    /** The shell of a deed is known by its number inside; what comes below it is the deed's, and what brought it into the container. */
    deedOf(event: Event, deeds: readonly Deed[]): Deed | undefined {
      const own = pidsOf(event)
      return deeds.find(({ container, pid_inside, way }) => {
        const shells = events.filter(
          (each) => containerOf(each) === container && processOf(each)?.pid_inside === pid_inside,
        )
        const [shell] = shells
        if (!shell) return false
        const above = way === 'host' ? pidsOf(shell) : []
        return own.includes(processOf(shell)?.pid ?? -1) || above.includes(own[0] ?? -1)
      })
    },
  }
}

/** Sessions that a deed may be: of the API by its person and time, of an engine by its command and time. */
export function sessionsOf({ way, principal, command, start, end }: Deed, events: readonly Event[]): string[] {
  const isThen = ({ time }: Event): boolean => Date.parse(start) <= time && time <= Date.parse(end)
  const isIts = (event: Event): boolean =>
    way === 'api'
      ? event.operation?.startsWith('pods/exec ') === true &&
        event.status === 'Success' &&
        event.entities.some(({ role, uid }) => role === 'actor' && uid === principal)
      : event.operation === 'container exec_start' && event.command === command
  const uidOf = (event: Event): string | undefined =>
    event.entities.find(({ type }) => type === 'session')?.uid ?? event.operation_uid
  return [...new Set(events.flatMap((event) => (isThen(event) && isIts(event) ? (uidOf(event) ?? []) : [])))]
}

/** What is wrong about an answer; nothing where it is right, or says that it does not know. */
export function wrongOf({ answer, deed }: Answered, sessions: readonly string[]): string | undefined {
  if (answer.state !== 'known') return undefined
  // Who attaches types into a shell that is the container's own; a container that debugs is one of its own, and of whoever added it.
  const isAdded = deed?.way === 'debug' && answer.way === 'api' && answer.principal === deed.principal
  if (!deed || deed.way === 'attach' || deed.way === 'debug')
    return answer.way === 'container' || isAdded ? undefined : 'it is the container’s own'
  if (answer.way === 'nobody')
    return deed.way === 'host' || deed.way === 'containerd' ? undefined : `somebody asked for it by ${deed.way}`
  return answer.way === undefined || answer.way === deed.way
    ? wrongPerson(answer, deed, sessions)
    : `it was by ${deed.way}`
}

function wrongPerson({ session, principal }: WhoAnswer, deed: Deed, sessions: readonly string[]): string | undefined {
  if (session !== undefined && !sessions.includes(session)) return `its session is ${sessions.join(' or ')}`
  if (principal === undefined || principal === deed.principal) return undefined
  return `it was ${deed.principal ?? 'nobody who had logged in'}`
}
