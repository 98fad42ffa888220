/** One flow of Hubble, read field by field; a reply is turned round, so that `from` is who began the conversation. */
import {
  addressOf,
  countOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  portOf,
  RecordError,
  textAt,
  textsAt,
  timeAt,
  valueAt,
  type Flow,
  type JsonObject,
  type Verdict,
} from 'tallyman/source'

/** A pod, a host or the world outside, as Cilium knows it by its address. */
export interface Endpoint {
  readonly ip: string | undefined
  readonly namespace: string | undefined
  readonly pod: string | undefined
  /** `{kind, name}` of the controllers that own it. */
  readonly workloads: readonly { readonly kind: string; readonly name: string }[]
  readonly serviceAccount: string | undefined
  /** `world`, `host`, `remote-node`, `kube-apiserver` ... of Cilium's reserved identities. */
  readonly reserved: string | undefined
  /** It runs on the node that tells of the flow: only there has it an endpoint id. */
  readonly local: boolean
  readonly service: { readonly namespace: string; readonly name: string } | undefined
}

export interface HubbleFlow {
  /** Epoch milliseconds. */
  readonly time: number
  readonly flow: Flow
  readonly from: Endpoint
  readonly to: Endpoint
  readonly reply: boolean
  readonly node: string | undefined
  readonly cluster: string | undefined
  readonly flags: ReadonlySet<string>
}

const VERDICTS = new Map<string, Verdict>([
  ['FORWARDED', 'forwarded'],
  ['DROPPED', 'dropped'],
  ['ERROR', 'failed'],
  ['AUDIT', 'audited'],
  ['REDIRECTED', 'redirected'],
  ['TRANSLATED', 'translated'],
])
const DIRECTIONS = new Map([
  ['INGRESS', 'inbound'],
  ['EGRESS', 'outbound'],
] as const)
const PROTOCOLS = new Map([
  ['TCP', 'tcp'],
  ['UDP', 'udp'],
  ['SCTP', 'sctp'],
  ['ICMPv4', 'icmp'],
  ['ICMPv6', 'ipv6-icmp'],
])

/** Throws RecordError. */
export function readFlow(record: JsonObject): HubbleFlow {
  const time = timeAt(record, 'time')
  const layer4 = [...PROTOCOLS.keys()].find((name) => isObject(valueAt(record, `l4.${name}`)))
  if (textAt(record, 'verdict') === undefined) throw new RecordError('verdict', 'a string', record['verdict'])
  const reply = isReply(record)
  const ends = (['source', 'destination'] as const).map((side) => endOf(record, side, layer4))
  const endpoints = (['source', 'destination'] as const).map((side) => endpointOf(record, side))
  const [from, to] = reply ? [1, 0] : [0, 1]
  const [cluster, node] = nodeOf(textAt(record, 'node_name'))
  return {
    time,
    flow: {
      from: ends[from] as Flow['from'],
      to: ends[to] as Flow['to'],
      protocol: layer4 && PROTOCOLS.get(layer4),
      direction: DIRECTIONS.get(textAt(record, 'traffic_direction') as 'INGRESS'),
      verdict: VERDICTS.get(textAt(record, 'verdict') ?? ''),
      encrypted: isEncrypted(record),
      duration: latencyOf(record),
    },
    from: endpoints[from] as Endpoint,
    to: endpoints[to] as Endpoint,
    reply,
    node,
    cluster,
    flags: new Set(
      Object.entries(objectAt(record, 'l4.TCP.flags') ?? {}).flatMap(([name, set]) => (set === true ? [name] : [])),
    ),
  }
}

/** Old releases say `reply`, and nothing where it is none. */
const isReply = (record: JsonObject): boolean =>
  record['is_reply'] === true || record['reply'] === true || textAt(record, 'l7.type') === 'RESPONSE'

function endOf(record: JsonObject, side: 'source' | 'destination', layer4: string | undefined): Flow['from'] {
  return {
    ip: addressOf(valueAt(record, `IP.${side}`)),
    port: layer4 === undefined ? undefined : portOf(valueAt(record, `l4.${layer4}.${side}_port`)),
    hostname: textsAt(record, `${side}_names`).find((name) => name !== ''),
  }
}

const ACCOUNT = 'k8s:io.cilium.k8s.policy.serviceaccount='

function endpointOf(record: JsonObject, side: 'source' | 'destination'): Endpoint {
  const labels = textsAt(record, `${side}.labels`)
  const [namespace, name] = [textAt(record, `${side}_service.namespace`), textAt(record, `${side}_service.name`)]
  return {
    ip: addressOf(valueAt(record, `IP.${side}`)),
    namespace: textAt(record, `${side}.namespace`),
    pod: textAt(record, `${side}.pod_name`),
    workloads: listAt(record, `${side}.workloads`).flatMap((each) => {
      const [kind, workload] = [textAt(each, 'kind'), textAt(each, 'name')]
      return kind === undefined || workload === undefined ? [] : [{ kind, name: workload }]
    }),
    serviceAccount: after(labels, ACCOUNT),
    reserved: after(labels, 'reserved:'),
    local: (numberAt(record, `${side}.ID`) ?? 0) > 0,
    service: namespace === undefined || name === undefined ? undefined : { namespace, name },
  }
}

const after = (labels: readonly string[], prefix: string): string | undefined =>
  labels.find((label) => label.startsWith(prefix) && label.length > prefix.length)?.slice(prefix.length)

/** `west/node1`, or `node1` alone in a cluster that was given no name. */
export function nodeOf(text: string | undefined): readonly [cluster: string | undefined, node: string | undefined] {
  const slash = text?.indexOf('/') ?? -1
  if (text === undefined || slash === -1) return [undefined, text]
  const [cluster, node] = [text.slice(0, slash), text.slice(slash + 1)]
  return [cluster === '' || cluster === 'default' ? undefined : cluster, node === '' ? undefined : node]
}

/** Cilium says where it encrypted a packet itself. What its proxy could read was not encrypted where it read it. */
function isEncrypted(record: JsonObject): boolean | undefined {
  if (valueAt(record, 'IP.encrypted') === true) return true
  if (textAt(record, 'l7.http.url')?.startsWith('https://')) return true
  return ['http', 'dns', 'kafka'].some((layer) => isObject(valueAt(record, `l7.${layer}`))) ? false : undefined
}

/** Nanoseconds between a request and its response, as Protobuf's JSON writes 64 bits: in digits. */
function latencyOf(record: JsonObject): number | undefined {
  const latency = countOf(valueAt(record, 'l7.latency_ns'))
  return latency === undefined || latency === 0 ? undefined : latency / 1e6
}
