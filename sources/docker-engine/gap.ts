/** What our collector writes where it was not listening: between two times the stream says nothing, and proves nothing. */
import { listAt, RecordError, textAt, timeAt, type JsonObject } from 'tallyman/source'
import { nodeEntity } from './entities.ts'
import type { Told } from './told.ts'

interface Gap {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  readonly reason: string
  readonly node?: string
  /** What was there before and is not any more: `{kind, id, name}`. */
  readonly gone: readonly unknown[]
}

export const isGap = (record: JsonObject): boolean => record['tallyman'] === 'docker-engine-gap'

/** Throws RecordError. */
export function readGap(record: JsonObject): Gap {
  const [from, to] = [timeAt(record, 'from'), timeAt(record, 'time')]
  if (to < from) throw new RecordError('from', 'before `time`', record['from'])
  const node = textAt(record, 'node')
  return {
    from,
    to,
    reason: textAt(record, 'reason') ?? 'unknown',
    gone: listAt(record, 'gone'),
    ...(node !== undefined && { node }),
  }
}

export const gapTold = ({ from, to, reason, node, gone }: Gap): Told => ({
  class_name: 'Inventory Info',
  activity_name: 'Other',
  operation: 'engine gap',
  message: `the engine was not heard for ${to - from} ms: ${reason}`,
  details: { start_time: from, end_time: to, duration: to - from },
  entities: node === undefined ? [] : [nodeEntity(node, 'target')],
  derived: { action: 'gap', gone },
})
