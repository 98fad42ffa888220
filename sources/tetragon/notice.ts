/** What Tetragon says of itself: events that its rate limit left out, and containers of which it hears less for a while. */
import { countOf, isObject, present, textAt, timeAt, valueAt, type Draft, type JsonObject } from 'tallyman/source'

const KINDS = ['rate_limit_info', 'process_throttle'] as const

const kindOf = (record: JsonObject): (typeof KINDS)[number] | undefined => KINDS.find((kind) => isObject(record[kind]))

export const isNotice = (record: JsonObject): boolean => kindOf(record) !== undefined && 'node_name' in record

/** Throws RecordError. */
export function noticeTold(record: JsonObject): Draft {
  const kind = kindOf(record) ?? 'rate_limit_info'
  const lost = countOf(valueAt(record, 'rate_limit_info.number_of_dropped_process_events'))
  const type = textAt(record, 'process_throttle.type')
  const cgroup = textAt(record, 'process_throttle.cgroup')
  const [node, cluster] = [textAt(record, 'node_name'), textAt(record, 'cluster_name')]
  return {
    class_name: 'Inventory Info',
    activity_name: 'Log',
    operation: `tetragon ${kind}`,
    time: timeAt(record, 'time'),
    message:
      lost === undefined
        ? `Tetragon ${type === 'THROTTLE_STOP' ? 'hears everything again' : 'hears less'} of ${cgroup ?? 'a control group'}`
        : `Tetragon left out ${lost} events`,
    details: present({ lost }),
    entities: [
      ...(node === undefined ? [] : [{ type: 'node', uid: node, role: 'target', known: 'recorded' } as const]),
      ...(cluster === undefined
        ? []
        : [{ type: 'cluster', uid: cluster, role: 'context', known: 'recorded' } as const]),
    ],
    fields: {
      ...record,
      derived: present({ kind, lost, throttled: type?.replace('THROTTLE_', '').toLowerCase(), cgroup }),
    },
  }
}
