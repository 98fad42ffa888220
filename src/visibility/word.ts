/** What the ledger has to say, as events that rules read. The table of their fields is in the README of the source `tallyman`. */
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { ownEvent } from '../model/own-event.ts'
import type { JsonObject, Place } from '../model/record.ts'
import type { Loss } from './losses.ts'
import type { Gap, Quiet, Sensor, Silence } from './sensor.ts'

/** What is said; these words do not change. */
export type Finding =
  | 'sensor silent'
  | 'sensor heard again'
  | 'sensor gap'
  | 'sensor lost'
  | 'audit gap'
  | 'log driver none'
  | 'workload unseen'

/** Which sensor it is about. */
export interface Who {
  readonly source: string
  readonly file: string
  readonly node?: string
}

interface Word {
  /** Epoch milliseconds: when it became certain. */
  readonly time: number
  /** For people, after the name of whom it is about: `is silent`. */
  readonly says: string
  /** Epoch milliseconds. */
  readonly since?: number
  readonly until?: number
  readonly fields?: JsonObject
  readonly entities?: readonly Entity[]
}

export function sensorWord(finding: Finding, who: Who, { fields, entities = [], ...word }: Word, place: Place): Event {
  const { source, file, node } = who
  return ownEvent(
    {
      ...said(finding, word.time),
      message: `${source} ${node === undefined ? `(${file})` : `on ${node}`} ${word.says}`,
      entities: [...entitiesOf(who), ...entities],
      fields: {
        finding,
        sensor: source,
        file,
        ...(node !== undefined && { node }),
        ...(word.since !== undefined && { since: timeOf(word.since) }),
        ...(word.until !== undefined && { until: timeOf(word.until) }),
        ...(word.since !== undefined && { seconds: Math.round(((word.until ?? word.time) - word.since) / 1_000) }),
        ...fields,
      },
    },
    place,
  )
}

const said = (operation: Finding, time: number) =>
  ({ class_name: 'Base Event', activity_name: 'Other', service: 'visibility', operation, time }) as const

/** A sensor is a thing of its own: that two of them fell silent is told twice. */
const entitiesOf = ({ source, file, node }: Who): Entity[] => [
  { type: 'resource', uid: `sensor/${source}/${file}`, name: source, role: 'target', known: 'recorded' },
  ...(node === undefined ? [] : [{ type: 'node', uid: node, role: 'target', known: 'recorded' } as const]),
]

/** Of a container, by the record that told of it. */
export function containerWord(
  finding: Finding,
  { entities, place }: Pick<Event, 'entities' | 'place'>,
  { time, says, since, fields }: Word,
): Event {
  const uidOf = (type: Entity['type']): string | undefined => entities.find((entity) => entity.type === type)?.uid
  const container = entities.find(isTargetContainer)
  const around = Object.fromEntries(
    (['pod', 'namespace', 'workload', 'node', 'image'] as const).flatMap((type) => {
      const uid = uidOf(type)
      return uid === undefined ? [] : [[type, uid]]
    }),
  )
  return ownEvent(
    {
      ...said(finding, time),
      message: `container ${container?.name ?? container?.uid.slice(0, 12)} ${says}`,
      // Who made it is not who kept it from being seen.
      entities: entities.flatMap((entity) =>
        entity === container ? entity : AROUND.has(entity.type) ? { ...entity, role: 'context' } : [],
      ),
      fields: {
        finding,
        container: { id: container?.uid, ...(container?.name !== undefined && { name: container.name }) },
        ...around,
        ...(since !== undefined && { since: timeOf(since), seconds: Math.round((time - since) / 1_000) }),
        ...fields,
      },
    },
    place,
  )
}

const AROUND: ReadonlySet<Entity['type']> = new Set(['pod', 'namespace', 'workload', 'node', 'image', 'cluster'])

/** By an engine's id: what Kubernetes calls a container of a pod is told by its engine under that id as well. */
export const isTargetContainer = ({ type, role, uid }: Entity): boolean =>
  type === 'container' && role === 'target' && /^[0-9a-f]{64}$/.test(uid)

/** `heard`: the sources that were heard meanwhile. */
export const silentWord = (
  who: Who,
  quiet: Quiet,
  { beats, pause }: Pick<Sensor, 'beats' | 'pause'>,
  heard: readonly string[],
): Event =>
  sensorWord(
    'sensor silent',
    who,
    {
      time: quiet.noticed,
      since: quiet.from,
      says: `is silent since ${timeOf(quiet.from)}, while others (${heard.join(', ')}) said ${quiet.others}`,
      fields: {
        others: quiet.others,
        heard,
        beats,
        ...(pause !== undefined && { usual: Math.ceil(pause / 1_000) }),
      },
    },
    quiet.place,
  )

export const heardWord = (who: Who, { from, to, others }: Silence, place: Place): Event =>
  sensorWord(
    'sensor heard again',
    who,
    {
      time: to,
      since: from,
      until: to,
      says: `is heard again after it was silent from ${timeOf(from)} to ${timeOf(to)}, while others said ${others}`,
      fields: { others },
    },
    place,
  )

export const gapWord = (who: Who, { from, to, reason }: Gap, place: Place): Event =>
  sensorWord(
    'sensor gap',
    who,
    {
      time: to,
      since: from,
      until: to,
      says: `did not listen from ${timeOf(from)} to ${timeOf(to)}: ${reason}`,
      fields: { reason },
    },
    place,
  )

export const lostWord = (who: Who, { lost, from, to, place }: Loss): Event =>
  sensorWord(
    'sensor lost',
    who,
    {
      time: to,
      since: from,
      until: to,
      says: `lost ${lost} between ${timeOf(from)} and ${timeOf(to)}`,
      fields: { lost },
    },
    place,
  )

const timeOf = (time: number): string => new Date(time).toISOString()
