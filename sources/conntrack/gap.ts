/** What our collector writes where the kernel could not tell it everything: between two times connections are missing. */
import { RecordError, recordedIf, textAt, timeAt, type Draft, type JsonObject } from 'tallyman/source'

export const isGap = (record: JsonObject): boolean => record['tallyman'] === 'conntrack-gap'

/** Throws RecordError. */
export function gapTold(record: JsonObject): Draft {
  const [from, to] = [timeAt(record, 'from'), timeAt(record, 'time')]
  if (to < from) throw new RecordError('from', 'before `time`', record['from'])
  const reason = textAt(record, 'reason')?.replaceAll(/\s+/g, ' ') ?? 'unknown'
  return {
    class_name: 'Inventory Info',
    activity_name: 'Other',
    time: to,
    operation: 'conntrack gap',
    message: `connections were missed in ${to - from} ms: ${reason}`,
    details: { start_time: from, end_time: to, duration: to - from },
    entities: recordedIf('node', textAt(record, 'node'), 'context'),
    fields: { ...record, derived: { event: 'gap', duration: to - from } },
  }
}
