/** What OCSF says of conversations: their ends, names that were asked for, and requests. */
import {
  addressOf,
  countOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  portOf,
  protocolOf,
  textAt,
  valueAt,
  type Flow,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'

const DIRECTIONS = ['inbound', 'outbound', 'lateral'] as const

const VERDICTS = new Map<string, Flow['verdict']>([
  ['Allowed', 'forwarded'],
  ['Blocked', 'rejected'],
  ['Denied', 'rejected'],
  ['Dropped', 'dropped'],
  ['Rejected', 'rejected'],
  ['Reset', 'rejected'],
])

export function flowOf(raw: JsonObject): Flow {
  const count = (name: string): number | undefined => countOf(valueAt(raw, `traffic.${name}`))
  const direction = textAt(raw, 'connection_info.direction')?.toLowerCase()
  return {
    from: endOf(raw, 'src_endpoint'),
    to: endOf(raw, 'dst_endpoint'),
    protocol:
      textAt(raw, 'connection_info.protocol_name')?.toLowerCase() ??
      protocolOf(numberAt(raw, 'connection_info.protocol_num')),
    direction: DIRECTIONS.find((word) => word === direction),
    verdict: VERDICTS.get(textAt(raw, 'disposition') ?? textAt(raw, 'action') ?? ''),
    traffic: {
      bytes_out: count('bytes_out'),
      bytes_in: count('bytes_in'),
      packets_out: count('packets_out'),
      packets_in: count('packets_in'),
    },
  }
}

const endOf = (raw: JsonObject, end: string): Flow['from'] => ({
  ip: addressOf(valueAt(raw, `${end}.ip`)),
  port: portOf(valueAt(raw, `${end}.port`)),
  hostname: textAt(raw, `${end}.hostname`),
})

export const lookupOf = (raw: JsonObject): Lookup | undefined =>
  objectAt(raw, 'query') && {
    query: textAt(raw, 'query.hostname'),
    type: textAt(raw, 'query.type'),
    rcode: textAt(raw, 'rcode')?.toUpperCase(),
    answers: listAt(raw, 'answers').flatMap((answer) => textAt(answer, 'rdata') ?? []),
  }

export function requestOf(raw: JsonObject): Request | undefined {
  const request = objectAt(raw, 'http_request')
  const method = textAt(request, 'http_method')
  if (method === undefined) return undefined
  const url = request?.['url']
  const path = textAt(url, 'path')
  const query = textAt(url, 'query_string')
  return {
    method,
    host: textAt(url, 'hostname'),
    uri: isObject(url)
      ? ((path && (query === undefined ? path : `${path}?${query}`)) ?? textAt(url, 'url_string'))
      : textAt(request, 'url'),
    user_agent: textAt(request, 'user_agent'),
    referrer: textAt(request, 'referrer'),
    version: textAt(request, 'version'),
    status: numberAt(raw, 'http_response.code'),
  }
}
