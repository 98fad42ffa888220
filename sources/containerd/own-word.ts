/** What our collector says of itself: that containerd answers, so that quiet is told from silence, and when it was not heard. */
import { RecordError, recordedIf, textAt, timeAt, type JsonObject } from 'tallyman/source'
import type { Told } from './told.ts'

const [HEARTBEAT, GAP] = ['containerd-heartbeat', 'containerd-gap']

export const isOwnWord = ({ tallyman }: JsonObject): boolean => tallyman === HEARTBEAT || tallyman === GAP

/** Throws RecordError. */
export function ownWordTold(record: JsonObject): Told & { readonly time: number } {
  const time = timeAt(record, 'time')
  const entities = recordedIf('node', textAt(record, 'node'), 'target')
  const told = { time, class_name: 'Inventory Info', activity_name: 'Other', entities } as const
  if (record['tallyman'] === HEARTBEAT)
    return {
      ...told,
      operation: 'sensor heartbeat',
      message: 'containerd answers, and its events are listened to',
      derived: { action: 'heartbeat' },
    }
  const from = timeAt(record, 'from')
  if (time < from) throw new RecordError('from', 'before `time`', record['from'])
  return {
    ...told,
    operation: 'engine gap',
    message: `containerd was not heard for ${time - from} ms: ${textAt(record, 'reason') ?? 'unknown'}`,
    details: { start_time: from, end_time: time, duration: time - from },
    derived: { action: 'gap' },
  }
}
