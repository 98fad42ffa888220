/**
 * The ledger of what was watched: for every sensor and node when it was heard and when not, in event time. A stage that hears
 * every event and every record that was set aside, and says nothing by itself.
 */
import type { Coverage, SensorCoverage } from '../model/coverage.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Place, SetAside } from '../model/record.ts'
import type { Stage } from '../stream/stage.ts'
import { createAuditStream, type AuditLedger } from './audit-stream.ts'
import { createContainers, type ContainerLedger } from './containers.ts'
import { createSensor, type Sensor, type SensorLedger, type SilenceSettings } from './sensor.ts'

interface LedgerSettings {
  readonly silence: SilenceSettings
  /** Sensors that are followed; what comes of more is counted together. */
  readonly sensors: number
  readonly nodes: number
}

const LEDGER_DEFAULTS: LedgerSettings = {
  silence: { least: 60_000, times: 4, others: 20 },
  sensors: 1_000,
  nodes: 10_000,
}
const SHOWN = 20

/** The whole ledger as data. */
export interface Visibility {
  /** Epoch milliseconds: the newest event; missing where there was none. */
  readonly at?: number
  readonly sensors: readonly SensorLedger[]
  /** Records of sensors beyond those that are followed. */
  readonly unfollowed: number
  readonly containers: ContainerLedger
  readonly audit: AuditLedger
  /** Nodes on which something is known to run. */
  readonly nodes: readonly string[]
}

export interface Ledger extends Stage<Event | SetAside, never> {
  /** Which sensors covered this at that time (epoch milliseconds): those of its nodes, and those of no node in particular. */
  coverage(at: number, about?: readonly Entity[]): Coverage
  snapshot(): Visibility
}

interface Row {
  readonly source: string
  readonly file: string
  readonly node?: string
  readonly sensor: Sensor
}

export function createLedger({ silence, sensors, nodes: most }: LedgerSettings = LEDGER_DEFAULTS): Ledger {
  /** By source, file and node; the empty node is nobody's. */
  const rows = new Map<string, Map<string, Map<string, Row>>>()
  const containers = createContainers()
  const audit = createAuditStream()
  const nodes = new Set<string>()
  let [count, total, newest, unfollowed] = [0, 0, -Infinity, 0]

  const all = (): Row[] =>
    [...rows.values()].flatMap((files) => [...files.values()].flatMap((own) => [...own.values()]))
  const rowOf = ({ source, file }: Place, said?: string): Row | undefined => {
    const files = rows.get(source) ?? new Map<string, Map<string, Row>>()
    const own = files.get(file) ?? new Map<string, Row>()
    // A sensor that has said once where it stands stands there when it does not say.
    const node = said ?? (own.size === 1 ? ([...own.keys()][0] ?? '') : '')
    const known = own.get(node)
    if (known) return known
    const unnamed = own.size === 1 ? own.get('') : undefined
    if (unnamed) own.delete('')
    else if (++count > sensors) return void count--
    const row: Row = { source, file, ...(node !== '' && { node }), sensor: unnamed?.sensor ?? createSensor(silence) }
    rows.set(source, files)
    files.set(file, own)
    own.set(node, row)
    return row
  }
  const heard = (event: Event): void => {
    const row = rowOf(event.place, standsOn(event))
    if (!row) unfollowed++
    row?.sensor.heard(event.time, total, Math.max(newest, event.time))
    total++
    newest = Math.max(newest, event.time)
    if (event.operation === 'engine gap') row?.sensor.gap(gapOf(event))
    // An engine that tells of a container runs it.
    if (row?.node !== undefined && nodes.size < most && event.entities.some(({ type }) => type === 'container'))
      nodes.add(row.node)
    for (const { relation, object } of event.facts)
      if (relation === 'runs-on' && object.type === 'node' && nodes.size < most) nodes.add(object.uid)
    containers.observe(event)
    if (event.class_name === 'API Activity') audit.observe(event)
  }

  return {
    observe(item) {
      if (!('kind' in item)) heard(item)
      else if (item.place.source !== 'unknown') rowOf(item.place)?.sensor.aside(item.kind)
      return []
    },
    advance(now) {
      newest = Math.max(newest, now)
      return []
    },
    coverage(at, about = []) {
      const here = new Set(about.filter(({ type }) => type === 'node').map(({ uid }) => uid))
      const found = all().flatMap(({ sensor, ...who }): SensorCoverage[] => {
        const isElsewhere = who.node !== undefined && here.size > 0 && !here.has(who.node)
        const state = isElsewhere ? undefined : sensor.stateAt(at, total)
        return state ? [{ ...who, ...state }] : []
      })
      const wanting = found.filter(({ state }) => state !== 'live')
      const live = found.filter(({ state }) => state === 'live')
      return { at, live: live.length, known: found.length, sensors: [...wanting, ...live].slice(0, SHOWN) }
    },
    snapshot: () => ({
      ...(newest > -Infinity && { at: newest }),
      sensors: all().map(({ sensor, ...who }) => ({ ...who, ...sensor.ledger(newest, total) })),
      unfollowed,
      containers: containers.ledger(),
      audit: audit.ledger(),
      nodes: [...nodes],
    }),
  }
}

/** Where the sensor stands: a call of an API names the node that it is about, every other record the one that it was seen on. */
const standsOn = ({ class_name, entities }: Event): string | undefined =>
  class_name === 'API Activity' ? undefined : entities.find(({ type }) => type === 'node')?.uid

function gapOf({ time, details, message }: Event): { from: number; to: number; reason: string } {
  const from = details?.['start_time']
  return { from: typeof from === 'number' ? from : time, to: time, reason: message }
}
