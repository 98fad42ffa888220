/** What our collector writes every so often while the API server answers: that nothing happened is told from that nobody listened. */
import { recordedIf, textAt, timeAt, type Draft, type JsonObject } from 'tallyman/source'

export const isHeartbeat = (record: JsonObject): boolean => record['tallyman'] === 'kubernetes-heartbeat'

/** Throws RecordError. */
export const heartbeatDraft = (raw: JsonObject): Draft => ({
  class_name: 'Inventory Info',
  activity_name: 'Other',
  operation: 'sensor heartbeat',
  message: 'the API server answers, and its objects are watched',
  time: timeAt(raw, 'time'),
  entities: recordedIf('cluster', textAt(raw, 'cluster'), 'target'),
  raw,
  fields: { ...raw, derived: { action: 'heartbeat' } },
})
