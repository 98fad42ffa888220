/** What one event of containerd says, as `ctr` prints it in text or `nerdctl` in JSON. */
import { isObject, objectAt, RecordError, stringAt, timeAt, type JsonObject } from 'tallyman/source'
import { eventOf } from './line.ts'

export interface ContainerdEvent {
  /** Epoch milliseconds. */
  readonly time: number
  /** containerd's, which keeps its users apart: `k8s.io`, `moby`, `default`. Not Kubernetes'. */
  readonly namespace: string
  /** `/tasks/start` */
  readonly topic: string
  /** What the topic's event holds, under containerd's names. */
  readonly held: JsonObject
  /** The record, with that as an object wherever it was a string. */
  readonly record: JsonObject
}

export const isContainerdEvent = ({ Timestamp, Namespace, Topic, Event }: JsonObject): boolean =>
  typeof Timestamp === 'string' &&
  typeof Namespace === 'string' &&
  typeof Topic === 'string' &&
  Topic.startsWith('/') &&
  (isObject(Event) || typeof Event === 'string')

/** With what it holds as an object: nerdctl writes it as a string. Throws RecordError. */
export function opened(record: JsonObject): JsonObject {
  const written = record['Event']
  if (typeof written !== 'string') return record
  const Event = eventOf(written)
  if (!Event) throw new RecordError('Event', 'JSON of an object', written)
  return { ...record, Event }
}

/** Throws RecordError. */
export const readEvent = (record: JsonObject): ContainerdEvent => ({
  time: timeAt(record, 'Timestamp'),
  namespace: stringAt(record, 'Namespace'),
  topic: stringAt(record, 'Topic'),
  held: objectAt(record, 'Event') ?? {},
  record,
})
