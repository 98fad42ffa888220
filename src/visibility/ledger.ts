/**
 * The ledger of what was watched: for every sensor and node when it was heard and when not, in event time. A stage that passes
 * every event on, and adds words of its own: who fell silent, who is heard again, what was lost.
 */
import type { Coverage, SensorCoverage } from '../model/coverage.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { isOwn } from '../model/own-event.ts'
import type { SetAside } from '../model/record.ts'
import type { Stage } from '../stream/stage.ts'
import { createAround, tellDeed, type About } from './around.ts'
import { blindBy, type Reads } from './blind.ts'
import { createAudit, type AuditLedger, type AuditSeconds } from './audit.ts'
import { createContainers, type ContainerLedger } from './containers.ts'
import { addTo, nodesAtWork, silentSecond, tellingOf } from './hearing.ts'
import { createRoster, type Row } from './roster.ts'
import { createSeconds, SECOND } from './second.ts'
import type { Hearing, SensorLedger, SilenceSettings } from './sensor.ts'
import { createTraffic, type TrafficLedger } from './traffic.ts'
import { createWorkloads, workloadSecond, type UnseenCount, type WorkloadSecond } from './workloads.ts'
import { gapWord, heardWord, lostWord, silentWord } from './word.ts'

export interface LedgerSettings {
  readonly silence: SilenceSettings
  /** Milliseconds by which records may come later than others without anything being said of them differently. */
  readonly lateness: number
  /** Sensors that are followed; what comes of more is counted together. */
  readonly sensors: number
  readonly nodes: number
  /** Whether somebody tells the time by `advance`: then nobody is judged before it is told first, while what was there is still read. */
  readonly live: boolean
  /** The ways in which every detection can know what it is about: so that those can be named that are blind. */
  readonly reads: Reads
}

/** Together: a sensor that is heard every ten seconds is told to be silent within a minute, even where another one alone is heard. */
export const LEDGER_DEFAULTS: LedgerSettings = {
  silence: { least: 40_000, times: 2, others: 3, known: 30_000, seconds: 5 },
  lateness: 5_000,
  sensors: 1_000,
  nodes: 10_000,
  live: false,
  reads: new Map(),
}
const [SHOWN, KEPT] = [20, 100]
/** These stand with their sensor. */
const OF_SENSORS = new Set(['sensor silent', 'sensor heard again', 'sensor gap', 'sensor lost'])
/** Milliseconds that a sensor's clock may be ahead of ours. What is later was never so. */
const AHEAD = 60_000

/** One of our own words. */
interface Word {
  /** Epoch milliseconds. */
  readonly at: number
  readonly finding: string
  /** For people; built of untrusted words. */
  readonly message: string
}

/** The whole ledger as data. */
export interface Visibility {
  /** Epoch milliseconds: as far as event time has come; missing where there was no event. */
  readonly at?: number
  readonly sensors: readonly SensorLedger[]
  /** Records of sensors beyond those that are followed. */
  readonly unfollowed: number
  readonly containers: ContainerLedger
  readonly audit: AuditLedger
  readonly traffic: TrafficLedger
  /** Containers of which no sensor told what sensors tell of others. */
  readonly unseen: readonly UnseenCount[]
  /** What was said beside: the newest hundred. */
  readonly words: readonly Word[]
  /** Nodes on which something is known to run. */
  readonly nodes: readonly string[]
}

export interface Ledger extends Stage<Event, Event> {
  aside(aside: SetAside): void
  /** Which sensors covered this at that time (epoch milliseconds): those of its nodes, and those of no node in particular. */
  coverage(at: number, about?: readonly Entity[]): Coverage
  snapshot(): Visibility
}

/** One second of everything. */
interface Part {
  readonly hearings: Map<Row, Hearing>
  /** The nodes at work by calls of an API. */
  readonly about: About
  readonly audits: AuditSeconds
  readonly workloads: WorkloadSecond
}

export function createLedger(settings: Partial<LedgerSettings> = {}): Ledger {
  const { silence, lateness, sensors, nodes: most, live, reads } = { ...LEDGER_DEFAULTS, ...settings }
  const roster = createRoster(sensors, silence)
  const seconds = createSeconds<Part>(() => ({
    hearings: new Map(),
    about: new Map(),
    audits: new Map(),
    workloads: workloadSecond(),
  }))
  const containers = createContainers()
  const audit = createAudit()
  const [workloads, traffic] = [createWorkloads(), createTraffic()]
  const nodes = new Set<string>()
  const around = createAround(most)
  let [newest, unfollowed] = [-Infinity, 0]
  /** Epoch milliseconds: what time it is, where somebody says so, and when that was said first. */
  let [clock, started] = [undefined as number | undefined, live ? Infinity : -Infinity]

  const now = (): number => Math.max(newest, clock ?? -Infinity)
  const hear = (event: Event, row: Row): void => {
    // A record from the future must not make all the others look silent.
    const time = clock !== undefined && event.time > clock + AHEAD ? clock : event.time
    newest = Math.max(newest, time)
    row.sensor.met(time)
    const part = seconds.at(time)
    const hearing = part.hearings.get(row) ?? silentSecond(event, time)
    part.hearings.set(row, hearing)
    // What was there before anybody looked is not late.
    addTo(hearing, event, time, time >= started ? (clock ?? newest) - time - lateness : 0)
    const telling = tellingOf(event)
    if (telling) row.tells.add(telling)
    workloads.hear(event, row.tells.has('containers'), part.workloads)
    if (event.class_name !== 'API Activity') return
    audit.hear(event, time, row, part.audits)
    for (const uid of nodesAtWork(event)) if (uid !== row.node) tellDeed(part.about, uid, row.source, time, most)
  }
  const learn = (event: Event, node: string | undefined): void => {
    // An engine that tells of a container runs it.
    if (node !== undefined && nodes.size < most && event.entities.some(({ type }) => type === 'container'))
      nodes.add(node)
    for (const { relation, object } of event.facts)
      if (relation === 'runs-on' && object.type === 'node' && nodes.size < most) nodes.add(object.uid)
    containers.observe(event)
    traffic.observe(event)
  }

  /** What is certain at the end of a second, when all that was heard before it is in the books. */
  const judge = (until: number): Event[] => [
    ...roster.rows.flatMap((row) => {
      const quiet = row.sensor.missed(until, around.of(row), started)
      return [
        ...(quiet ? [silentWord(row, quiet, row.sensor, around.since(row, quiet.from))] : []),
        ...lossOf(row, until),
      ]
    }),
    ...audit.due(until),
    ...workloads.due(until),
  ]
  const enter = ({ hearings, about, audits, workloads: second }: Part, begin: number): Event[] => {
    for (const [row, hearing] of hearings) around.heard(row, hearing)
    around.told(about)
    const heard = roster.rows.flatMap((row) => {
      const hearing = hearings.get(row)
      if (!hearing) return []
      const ended = row.sensor.heard(hearing, around.of(row))
      return [
        ...(ended ? [heardWord(row, ended, hearing.place)] : []),
        ...hearing.gaps
          .toSorted((a, b) => a.from - b.from || a.to - b.to)
          .map((gap) => gapWord(row, gap, hearing.place)),
      ]
    })
    workloads.over(second)
    return [...heard, ...audit.over(audits, begin)]
  }
  const words: Word[] = []
  const told = (said: Event[]): Event[] => {
    for (const { time: at, operation: finding = '', message } of said)
      if (!OF_SENSORS.has(finding)) words.push({ at, finding, message })
    words.splice(0, words.length - KEPT)
    return said
  }
  const settle = (watermark: number): Event[] => {
    const said: Event[] = []
    const before = seconds.over
    // What comes late is entered, and proves nothing about others.
    seconds.close(watermark, (part, begin) => said.push(...(begin < before ? [] : judge(begin)), ...enter(part, begin)))
    if (seconds.over > before) said.push(...judge(seconds.over))
    return told(said)
  }

  return {
    observe(event) {
      if (isOwn(event)) return [event]
      const row = roster.rowOf(event, clock ?? Math.max(newest, event.time))
      if (row) hear(event, row)
      else unfollowed++
      learn(event, row?.node)
      const watermark = (clock ?? newest) - lateness
      return seconds.isDue(watermark) ? [...settle(watermark), event] : [event]
    },
    advance(time) {
      clock = Math.max(clock ?? time, time)
      if (started === Infinity) started = time
      return settle(clock - lateness)
    },
    end: () => [
      ...settle(now() + SECOND),
      ...told([...roster.rows.flatMap((row) => lossOf(row, Infinity)), ...audit.due(Infinity)]),
    ],
    aside(aside) {
      const { place, part } = aside
      if (place.source === 'unknown') return
      roster.aside(aside)
      if (part && (now() === -Infinity || part.time < now() + AHEAD))
        audit.hearStage(part, place, roster.nameOf(place), seconds.at(part.time).audits)
    },
    coverage(at, about = []) {
      const here = new Set(about.filter(({ type }) => type === 'node').map(({ uid }) => uid))
      const tellers = roster.rows.flatMap(({ source, file, node, sensor, tells }) => {
        const isElsewhere = node !== undefined && here.size > 0 && !here.has(node)
        const state = isElsewhere ? undefined : sensor.stateAt(at)
        if (!state) return []
        const covers: SensorCoverage = { source, file, ...(node !== undefined && { node }), ...state }
        return [{ covers, tells: [...tells] }]
      })
      const found = tellers.map(({ covers }) => covers)
      const wanting = found.filter(({ state }) => state !== 'live')
      const live = found.filter(({ state }) => state === 'live')
      const blind = blindBy(
        tellers.map(({ covers, tells }) => ({ ...covers, tells })),
        reads,
      )
      return {
        at,
        live: live.length,
        known: found.length,
        sensors: [...wanting, ...live].slice(0, SHOWN),
        ...(blind.length > 0 && { blind }),
      }
    },
    snapshot() {
      const at = now()
      return {
        ...(at > -Infinity && { at }),
        sensors: roster.ledger(at),
        unfollowed,
        containers: containers.ledger(),
        audit: audit.ledger(),
        traffic: traffic.ledger(),
        unseen: workloads.ledger(),
        words: [...words],
        nodes: [...nodes],
      }
    },
  }
}

const lossOf = (row: Row, until: number): Event[] => {
  const loss = row.sensor.losses.due(until)
  return loss ? [lostWord(row, loss)] : []
}
