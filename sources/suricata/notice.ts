/** What Suricata says of itself: how many packets it saw and lost, and what its engine complains of. */
import { countOf, isObject, present, textAt, valueAt, type Draft, type JsonObject } from 'tallyman/source'
import { timeOf } from './conversation.ts'

export const isNotice = (record: JsonObject): boolean =>
  (record['event_type'] === 'stats' || record['event_type'] === 'engine') && !('src_ip' in record)

/** Throws RecordError. */
export function noticeTold(record: JsonObject): Omit<Draft, 'entities'> {
  const kind = textAt(record, 'event_type') ?? 'stats'
  const [packets, lost] = ['stats.decoder.pkts', 'stats.capture.kernel_drops'].map((path) =>
    countOf(valueAt(record, path)),
  )
  const said = isObject(record['engine']) ? textAt(record, 'engine.message') : undefined
  const loss = lost === undefined ? '' : `, lost ${lost}`
  return {
    class_name: 'Inventory Info',
    activity_name: 'Log',
    operation: `suricata ${kind}`,
    time: timeOf(record, 'timestamp'),
    message: (said ?? `Suricata has seen ${packets ?? 'unknown'} packets${loss}`).replaceAll(/\s+/g, ' '),
    details: present({ lost_total: lost }),
    fields: {
      ...record,
      derived: present({ kind, packets, lost, uptime: countOf(valueAt(record, 'stats.uptime')) }),
    },
  }
}
