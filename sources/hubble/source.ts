/** Flows of Hubble, Cilium's eye, as JSON -> OCSF Network [4001], HTTP [4002] and DNS Activity [4003]. */
import {
  defineSource,
  DNS,
  FIREWALL,
  flowDerived,
  isObject,
  LINUX_CONNECTION,
  present,
  PROXY,
  textAt,
  WEBSERVER,
  type JsonObject,
} from 'tallyman/source'
import { entitiesOf, factsOf } from './entities.ts'
import { readFlow, type Endpoint, type HubbleFlow } from './flow.ts'
import { isNotice, noticeTold } from './notice.ts'
import { redacted } from './redaction.ts'
import { tellingOf } from './telling.ts'

export const hubble = defineSource({
  id: 'hubble',
  title: 'Hubble flows',
  logsource: { product: 'cilium', service: 'hubble' },
  taxonomies: [LINUX_CONNECTION, FIREWALL, DNS, PROXY, WEBSERVER],

  recognises: (record) => isFlow(record) || isNotice(record),
  unwrap: (value) => {
    if (!isObject(value) || !isObject(value['flow']) || !isFlow(value['flow'])) return undefined
    const { flow, node_name, time } = value
    return [{ ...present({ node_name, time }), ...flow }]
  },

  normalise(record, { redact }) {
    if (isNotice(record)) return noticeTold(record)
    const raw = redacted(record, redact)
    const flow = readFlow(raw)
    return {
      ...tellingOf(raw, flow),
      time: flow.time,
      entities: entitiesOf(flow),
      facts: factsOf(flow),
      fields: () => ({ ...raw, derived: derivedOf(raw, flow) }),
      raw,
    }
  },
})

const isFlow = (record: JsonObject): boolean =>
  typeof record['verdict'] === 'string' &&
  ['IP', 'l4', 'l7', 'ethernet'].some((layer) => isObject(record[layer])) &&
  (['source', 'destination', 'event_type'].some((part) => isObject(record[part])) || 'traffic_direction' in record)

function derivedOf(record: JsonObject, { flow, from, to, reply }: HubbleFlow): JsonObject {
  const common = flowDerived(flow)
  const end = (
    known: unknown,
    { namespace, pod, workloads, serviceAccount, reserved, service }: Endpoint,
  ): JsonObject =>
    present({
      ...(known as JsonObject),
      namespace,
      pod,
      workload: workloads[0]?.name,
      service_account: serviceAccount,
      reserved,
      service: service && `${service.namespace}/${service.name}`,
    })
  return {
    ...common,
    ...present({ drop_reason: textAt(record, 'drop_reason_desc'), reply }),
    source: end(common['source'], from),
    destination: end(common['destination'], to),
  }
}
