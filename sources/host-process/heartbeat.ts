/** The sensor's word about itself: that it lives, and how much it cannot have seen. */
import { countOf, present, recordedIf, textAt, timeAt, type Draft, type JsonObject } from 'tallyman/source'
import type { Happening } from './happening.ts'

export function heartbeatTold({ time, node }: Happening, raw: JsonObject): Draft {
  const from = textAt(raw, 'from') === undefined ? time : timeAt(raw, 'from')
  const count = (name: string): number => countOf(raw[name]) ?? 0
  const lost = count('unseen') + count('dropped')
  const derived = {
    kind: 'heartbeat',
    processes: count('processes'),
    // At most: an id that nobody was seen under may have been a thread.
    lost,
    late: count('late'),
  }
  return {
    class_name: 'Inventory Info',
    activity_name: 'Other',
    time,
    operation: 'sensor heartbeat',
    message: `the host's sensor saw ${derived.processes} processes begin, and missed at most ${lost}`,
    details: present({ start_time: from, end_time: time, duration: time - from, lost, late: derived.late }),
    entities: recordedIf('node', node, 'context'),
    fields: { ...raw, derived },
    raw,
  }
}
