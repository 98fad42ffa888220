/** Zeek's logs, as JSON and tab-separated -> OCSF Network [4001], HTTP [4002], DNS Activity [4003], Detection Finding [2004]. */
import {
  addressOf,
  defineSource,
  DNS,
  flowDerived,
  flowDetails,
  flowEntities,
  flowMessage,
  NETWORK_CONNECTION,
  present,
  PROXY,
  recordedIf,
  redactRecord,
  textsAt,
  WEBSERVER,
  type Entity,
  type Flow,
  type JsonObject,
} from 'tallyman/source'
import { flowOf, own, timeOf, wordOf } from './conversation.ts'
import { ownLogTold } from './own-log.ts'
import { createZeekReader } from './reader.ts'
import { logsourceOf, OWN_LOGS, SERVICE_LOGSOURCES, serviceOf } from './service.ts'
import { tellingOf } from './telling.ts'

export const zeek = defineSource({
  id: 'zeek',
  title: 'Zeek logs',
  logsource: { product: 'zeek' },
  taxonomies: [...SERVICE_LOGSOURCES, NETWORK_CONNECTION, DNS, PROXY, WEBSERVER],

  recognises: (record) => serviceOf(record) !== undefined,
  createLineReader: createZeekReader,

  normalise(record, { redact }) {
    const raw = redacted(record, redact)
    const service = serviceOf(raw) ?? 'other'
    if (OWN_LOGS.has(service)) return { ...ownLogTold(service, raw), raw }
    const flow = flowOf(raw, service)
    const told = tellingOf(service, raw, flow)
    const ids = { connection_uid: wordOf(raw, 'uid'), community_uid: wordOf(raw, 'community_id') }
    return {
      ...told,
      time: timeOf(raw),
      message: `${lineOf(flow)}${told.message}`.replaceAll(/\s+/g, ' '),
      details: { ...flowDetails(flow), ...present(ids), ...told.details },
      entities: [...flowEntities(flow), ...othersOf(raw, flow)],
      ...logsourceOf(service),
      fields: { ...raw, derived: { ...flowDerived(flow), service } },
      raw,
    }
  },
})

const lineOf = (flow: Flow): string =>
  flow.from.ip === undefined && flow.to.ip === undefined ? '' : `${flowMessage(flow)}: `

/** A community is the password of SNMP. */
function redacted(record: JsonObject, redact: (secret: string) => string): JsonObject {
  const safe = redactRecord(record, redact)
  const community = wordOf(safe, 'community')
  return community === undefined ? safe : { ...safe, community: redact(community) }
}

/** Older logs of files name who sent and who received; logs of what is known name one host. */
function othersOf(record: JsonObject, { from, to }: Flow): Entity[] {
  if (from.ip !== undefined || to.ip !== undefined) return []
  const host = (text: unknown, role: Entity['role']): Entity[] => recordedIf('address', addressOf(text), role)
  return [
    ...textsAt(record, 'tx_hosts').flatMap((each) => host(each, 'origin')),
    ...textsAt(record, 'rx_hosts').flatMap((each) => host(each, 'target')),
    ...host(own(record, 'host'), 'target'),
  ]
}
