/** What our collector writes where it did not watch: between two times nothing was heard of a kind of object. */
import { RecordError, recordedIf, textAt, textsAt, timeAt, type Draft, type JsonObject } from 'tallyman/source'

export const isGap = (record: JsonObject): boolean => record['tallyman'] === 'kubernetes-gap'

const SHOWN = 4

/** Throws RecordError. */
export function gapDraft(raw: JsonObject): Draft {
  const [from, to] = [timeAt(raw, 'from'), timeAt(raw, 'time')]
  if (to < from) throw new RecordError('from', 'before `time`', raw['from'])
  const [resources, cluster] = [textsAt(raw, 'resources'), textAt(raw, 'cluster')]
  const reason = textAt(raw, 'reason') ?? 'unknown'
  const what =
    resources.length > 0 && resources.length <= SHOWN ? resources.join(', ') : `${resources.length} kinds of objects`
  const how = to === from ? 'cannot be watched' : `were not watched for ${to - from} ms`
  return {
    class_name: 'Inventory Info',
    activity_name: 'Other',
    operation: 'cluster gap',
    message: `${what} ${how}: ${reason}`.replaceAll(/\s+/g, ' '),
    details: { start_time: from, end_time: to, duration: to - from },
    time: to,
    entities: recordedIf('cluster', cluster, 'target'),
    raw,
    fields: { ...raw, derived: { action: 'gap', resources } },
  }
}
