/** What our collector writes every so often while the engine answers: that nothing happened is told from that nobody listened. */
import { textAt, timeAt, type JsonObject } from 'tallyman/source'
import { nodeEntity } from './entities.ts'
import type { Told } from './told.ts'

export const isHeartbeat = (record: JsonObject): boolean => record['tallyman'] === 'docker-engine-heartbeat'

/** Throws RecordError. */
export function heartbeatTold(record: JsonObject): Told & { readonly time: number } {
  const node = textAt(record, 'node')
  return {
    time: timeAt(record, 'time'),
    class_name: 'Inventory Info',
    activity_name: 'Other',
    operation: 'sensor heartbeat',
    message: 'the engine answers, and its events are listened to',
    entities: node === undefined ? [] : [nodeEntity(node, 'target')],
    derived: { action: 'heartbeat' },
  }
}
