/** What Tracee's packets and sockets say of a conversation: its ends, and the question or request that it carries. */
import {
  addressOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  portOf,
  textAt,
  valueAt,
  type End,
  type Flow,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'
import type { Happening } from './happening.ts'

/** Of a packet its sender and receiver; of a call our end and the far one. */
export function flowOf({ name, args }: Happening): Flow | undefined {
  const ends = packetEnds(args) ?? callEnds(name, args)
  if (!ends) return undefined
  const isAnswer =
    name.endsWith('_response') || textAt(args, 'proto_http.direction') === 'response' || isDnsAnswer(args)
  const [from, to] = isAnswer ? [ends[1], ends[0]] : ends
  return { from, to, protocol: protocolOfPacket(name, args) }
}

function packetEnds(args: JsonObject): readonly [End, End] | undefined {
  const packet = objectAt(args, 'metadata')
  if (packet) return [endOf(packet['src_ip'], packet['src_port']), endOf(packet['dst_ip'], packet['dst_port'])]
  const [from, to] = [textAt(args, 'src'), textAt(args, 'dst')]
  if (from === undefined && to === undefined) return undefined
  const inner = objectAt(args, 'proto_tcp') ?? objectAt(args, 'proto_udp')
  return [
    endOf(from, args['src_port'] ?? valueAt(inner, 'srcPort')),
    endOf(to, args['dst_port'] ?? valueAt(inner, 'dstPort'), textAt(args, 'dst_dns')),
  ]
}

function callEnds(name: string, args: JsonObject): readonly [End, End] | undefined {
  const [near, far] = [addressed(args['local_addr']), addressed(args['remote_addr'] ?? args['addr'])]
  if (!near && !far) return undefined
  const nobody: End = { ip: undefined }
  // Who is called, is called by the far end.
  return /accept/.test(name) ? [far ?? nobody, near ?? nobody] : [near ?? nobody, far ?? nobody]
}

function addressed(address: unknown): End | undefined {
  if (!isObject(address)) return undefined
  const ip = address['sin_addr'] ?? address['sin6_addr']
  return ip === undefined ? undefined : endOf(ip, address['sin_port'] ?? address['sin6_port'])
}

const endOf = (ip: unknown, port: unknown, hostname?: string): End => ({
  ip: addressOf(ip),
  port: portOf(port),
  hostname,
})

/** Of a socket of the file system: the engine's, for one. */
export const socketPath = (args: JsonObject): string | undefined =>
  textAt(args, 'remote_addr.sun_path') ?? textAt(args, 'local_addr.sun_path') ?? textAt(args, 'addr.sun_path')

const PROTOCOLS = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'ipv6-icmp'],
])

function protocolOfPacket(name: string, args: JsonObject): string | undefined {
  const number = numberAt(args, 'metadata.protocol')
  if (number !== undefined) return PROTOCOLS.get(number)
  if (name.includes('icmpv6')) return 'ipv6-icmp'
  const named = textAt(args, 'proto_ipv4.protocol') ?? textAt(args, 'proto_ipv6.nextHeader')
  return named?.toLowerCase() ?? /tcp|udp|icmp/.exec(name)?.[0] ?? (name.includes('http') ? 'tcp' : undefined)
}

const isDnsAnswer = (args: JsonObject): boolean => numberAt(args, 'proto_dns.QR') === 1

/** The question of a packet, and what it was answered. */
export function lookupOf({ name, args }: Happening): Lookup | undefined {
  if (!name.startsWith('net_packet_dns')) return undefined
  const packet = objectAt(args, 'proto_dns')
  if (packet) {
    const answers = isDnsAnswer(args) ? answersOf(listAt(packet, 'answers'), ['IP', 'CNAME', 'NS', 'PTR']) : undefined
    const rcode = answers && rcodeOf(textAt(packet, 'responseCode'))
    return { query: textAt(packet, 'questions.0.name'), type: textAt(packet, 'questions.0.type'), answers, rcode }
  }
  const [asked, answered] = [valueAt(args, 'dns_questions.0'), valueAt(args, 'dns_response.0')]
  const question = asked ?? valueAt(answered, 'query_data')
  const answers = answered === undefined ? undefined : answersOf(listAt(answered, 'dns_answer'), ['answer'])
  return { query: textAt(question, 'query'), type: textAt(question, 'query_type'), answers }
}

const answersOf = (answers: readonly unknown[], names: readonly string[]): string[] =>
  answers.flatMap((answer) => names.map((name) => textAt(answer, name)).find((text) => text !== undefined) ?? [])

/** As the DNS names it, where Tracee has words for people. */
const RCODES = new Map([
  ['no error', 'NOERROR'],
  ['non-existent domain', 'NXDOMAIN'],
  ['server failure', 'SERVFAIL'],
  ['query refused', 'REFUSED'],
])
const rcodeOf = (words: string | undefined): string | undefined => RCODES.get((words ?? '').toLowerCase()) ?? words

export function requestOf({ name, args }: Happening): Request | undefined {
  if (!name.startsWith('net_packet_http')) return undefined
  const http = objectAt(args, 'proto_http') ?? objectAt(args, 'http_request') ?? objectAt(args, 'http_response')
  return {
    method: textAt(http, 'method'),
    host: textAt(http, 'host'),
    uri: textAt(http, 'uri_path'),
    user_agent: textAt(http, 'headers.User-Agent.0'),
    referrer: textAt(http, 'headers.Referer.0'),
    status: numberAt(http, 'status_code'),
    version: textAt(http, 'protocol'),
  }
}
