/** Suricata's EVE, as JSON -> OCSF Detection Finding [2004], Network [4001], HTTP [4002] and DNS Activity [4003]. */
import {
  defineSource,
  DNS,
  FIREWALL,
  flowDerived,
  flowDetails,
  flowEntities,
  flowMessage,
  isObject,
  NETWORK_CONNECTION,
  present,
  PROXY,
  recordedIf,
  textAt,
  textsAt,
  WEBSERVER,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { flowOf, timeOf } from './conversation.ts'
import { isNotice, noticeTold } from './notice.ts'
import { redacted } from './redaction.ts'
import { tellingOf } from './telling.ts'

export const suricata = defineSource({
  id: 'suricata',
  title: 'Suricata EVE',
  logsource: { product: 'suricata' },
  taxonomies: [NETWORK_CONNECTION, FIREWALL, DNS, PROXY, WEBSERVER],

  recognises: (record) => {
    const type = record['event_type']
    return typeof type === 'string' && typeof record['timestamp'] === 'string' && isEve(record, type)
  },

  normalise(record, { redact }) {
    const raw = redacted(record, redact)
    if (isNotice(raw)) return { ...noticeTold(raw), entities: sensorOf(raw), raw }
    const flow = flowOf(raw)
    const told = tellingOf(raw, flow)
    const ids = { connection_uid: idOf(raw['flow_id']), community_uid: textAt(raw, 'community_id') }
    return {
      ...told,
      time: timeOf(raw, 'timestamp'),
      message: `${flowMessage(flow)}: ${told.message}`.replaceAll(/\s+/g, ' '),
      details: { ...flowDetails(flow), ...present(ids), ...told.details },
      entities: [...flowEntities(flow), ...sensorOf(raw)],
      fields: { ...raw, derived: { ...flowDerived(flow), ...derivedOf(raw) } },
      raw,
    }
  },
})

/** A record of one type has that type's object; what else passes has the two ends and their conversation. */
const isEve = (record: JsonObject, type: string): boolean =>
  (Object.hasOwn(record, type) && isObject(record[type])) || ('flow_id' in record && 'src_ip' in record)

const idOf = (id: unknown): string | undefined => (typeof id === 'number' ? String(id) : undefined)

/** The name that the sensor was given, which is its node's unless somebody chose another. */
const sensorOf = (record: JsonObject): Entity[] => recordedIf('node', textAt(record, 'host'), 'context')

function derivedOf(record: JsonObject): JsonObject {
  const techniques = textsAt(record, 'alert.metadata.mitre_technique_id').map((id) => id.replace('_', '.'))
  return present({
    application: textAt(record, 'app_proto'),
    techniques: techniques.length === 0 ? undefined : techniques,
  })
}
