/** What Hubble says of itself: flows that it lost, nodes that come and go, and what its agent did. */
import {
  countOf,
  isObject,
  present,
  recordedIf,
  textAt,
  textsAt,
  timeAt,
  valueAt,
  type Draft,
  type JsonObject,
} from 'tallyman/source'
import { nodeOf } from './flow.ts'

const KINDS = ['lost_events', 'node_status', 'agent_event', 'debug_event'] as const

const kindOf = (record: JsonObject): (typeof KINDS)[number] | undefined => KINDS.find((kind) => isObject(record[kind]))

export const isNotice = (record: JsonObject): boolean =>
  kindOf(record) !== undefined && ('node_name' in record || 'time' in record)

/** Throws RecordError. */
export function noticeTold(record: JsonObject): Draft {
  const kind = kindOf(record) ?? 'agent_event'
  const [cluster, node] = nodeOf(textAt(record, 'node_name'))
  const lost = kind === 'lost_events' ? countOf(valueAt(record, 'lost_events.num_events_lost')) : undefined
  const what = textAt(record, `${kind}.state_change`) ?? textAt(record, `${kind}.type`) ?? kind
  return {
    class_name: 'Inventory Info',
    activity_name: 'Log',
    operation: `hubble ${kind}`,
    time: timeAt(record, 'time'),
    message: lost === undefined ? `Hubble says ${JSON.stringify(what)}` : `Hubble lost ${lost} events`,
    entities: [...recordedIf('node', node, 'target'), ...recordedIf('cluster', cluster, 'context')],
    ...(lost !== undefined && { details: { lost } }),
    fields: {
      ...record,
      derived: present({
        kind,
        lost,
        by: kind === 'lost_events' ? textAt(record, 'lost_events.source') : undefined,
        nodes: kind === 'node_status' ? textsAt(record, 'node_status.node_names') : undefined,
      }),
    },
  }
}
