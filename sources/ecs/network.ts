/** What a document says of conversations: their ends, names that were asked for, and requests. */
import {
  addressOf,
  countOf,
  isObject,
  listAt,
  portOf,
  textAt,
  type Flow,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'
import { has, numberOf, valueOf, wordOf, wordsOf } from './field.ts'

const DIRECTIONS = new Map<string, Flow['direction']>([
  ['inbound', 'inbound'],
  ['ingress', 'inbound'],
  ['outbound', 'outbound'],
  ['egress', 'outbound'],
  ['internal', 'lateral'],
])

export function flowOf(document: JsonObject): Flow {
  const count = (name: string): number | undefined => countOf(valueOf(document, name))
  const denied = wordsOf(document, 'event.type').includes('denied')
  const duration = numberOf(document, 'event.duration')
  return {
    from: endOf(document, 'source'),
    to: endOf(document, 'destination'),
    protocol: wordOf(document, 'network.transport')?.toLowerCase(),
    direction: DIRECTIONS.get(wordOf(document, 'network.direction') ?? ''),
    verdict: denied ? 'rejected' : undefined,
    // It is in nanoseconds.
    duration: duration === undefined || !has(document, 'source.ip') ? undefined : duration / 1e6,
    traffic: {
      bytes_out: count('source.bytes'),
      bytes_in: count('destination.bytes'),
      packets_out: count('source.packets'),
      packets_in: count('destination.packets'),
    },
  }
}

const endOf = (document: JsonObject, end: string): Flow['from'] => ({
  ip: addressOf(wordOf(document, `${end}.ip`)),
  port: portOf(valueOf(document, `${end}.port`)),
  hostname: wordOf(document, `${end}.domain`),
})

export function lookupOf(document: JsonObject): Lookup | undefined {
  const query = wordOf(document, 'dns.question.name')
  if (query === undefined) return undefined
  const answers = valueOf(document, 'dns.answers')
  const data = listAt({ answers }, 'answers').flatMap((answer) =>
    isObject(answer) ? (textAt(answer, 'data') ?? []) : [],
  )
  return {
    query,
    type: wordOf(document, 'dns.question.type'),
    rcode: wordOf(document, 'dns.response_code'),
    answers: data.length > 0 ? data : wordsOf(document, 'dns.resolved_ip'),
  }
}

export function requestOf(document: JsonObject): Request | undefined {
  const method = wordOf(document, 'http.request.method')
  if (method === undefined) return undefined
  const [path, query] = [wordOf(document, 'url.path'), wordOf(document, 'url.query')]
  return {
    method,
    host: wordOf(document, 'url.domain'),
    uri: path === undefined ? wordOf(document, 'url.original') : `${path}${query === undefined ? '' : `?${query}`}`,
    user_agent: wordOf(document, 'user_agent.original'),
    referrer: wordOf(document, 'http.request.referrer'),
    version: wordOf(document, 'http.version'),
    status: numberOf(document, 'http.response.status_code'),
    request_bytes: numberOf(document, 'http.request.body.bytes'),
    response_bytes: numberOf(document, 'http.response.body.bytes'),
  }
}
