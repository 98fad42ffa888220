/** The kernel's connection tracking, as `conntrack` tells it -> OCSF Network Activity [4001]. */
import {
  connectionView,
  defineSource,
  flowDerived,
  flowDetails,
  flowEntities,
  flowMessage,
  isObject,
  LINUX_CONNECTION,
  numberAt,
  present,
  recordedIf,
  textAt,
  valueAt,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { readConnection, type Connection } from './connection.ts'
import { gapTold, isGap } from './gap.ts'
import { createConntrackReader } from './reader.ts'

export const conntrack = defineSource({
  id: 'conntrack',
  title: 'Connection tracking',
  logsource: { product: 'linux', service: 'conntrack' },
  taxonomies: [LINUX_CONNECTION],

  recognises: (record) =>
    isGap(record) ||
    (['original', 'reply'].every((way) => typeof valueAt(record, `${way}.src`) === 'string') &&
      typeof record['protocol'] === 'string'),
  createLineReader: createConntrackReader,

  normalise(record) {
    if (isGap(record)) return gapTold(record)
    const connection = readConnection(record)
    const { flow, time, event } = connection
    const activity = activityOf(connection)
    return {
      class_name: 'Network Activity',
      activity_name: activity,
      time,
      message: `${flowMessage(flow)}: ${WORDS[activity]}`,
      status: connection.unreplied && event === 'destroy' ? 'Failure' : 'Success',
      details: { ...flowDetails(flow), ...present({ connection_uid: connection.id }) },
      entities: entitiesOf(connection),
      views: event === 'new' ? [connectionView(flow, LINUX_CONNECTION)] : [],
      fields: { ...record, derived: derivedOf(record, connection) },
    }
  },
})

const WORDS = { Open: 'begins', Traffic: 'goes on', Close: 'ended', Refuse: 'refused', Fail: 'never answered' } as const

/** A connection that ends without having been answered is known only then: a reset answers and refuses. */
function activityOf({ event, unreplied, flow: { traffic } }: Connection): keyof typeof WORDS {
  if (event === 'new') return 'Open'
  if (event === 'update') return 'Traffic'
  if (!unreplied) return 'Close'
  return (traffic?.packets_in ?? 0) > 0 ? 'Refuse' : 'Fail'
}

/** What was asked for and who answers in its place are both its target: one is a service's address, the other a container's. */
const entitiesOf = ({ flow, translated }: Connection): Entity[] => [
  ...flowEntities(flow),
  ...recordedIf('address', translated.destination?.ip, 'target'),
  ...recordedIf('address', translated.source?.ip, 'context'),
]

function derivedOf(record: JsonObject, { flow, event, translated, unreplied, assured }: Connection): JsonObject {
  const rewritten = isObject(translated) && Object.keys(translated).length > 0
  return {
    ...flowDerived(flow),
    ...present({ event, unreplied, assured, state: textAt(record, 'state'), zone: numberAt(record, 'zone') }),
    ...(rewritten && { translated }),
  }
}
