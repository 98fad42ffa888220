/** What Suricata's parsers read inside a conversation: names that were asked for, requests, and what TLS gives away. */
import {
  countOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  present,
  textAt,
  textsAt,
  valueAt,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'

/** Of version 1 (an answer a record), 2 (all answers) and 3 (all questions). */
export function lookupOf(record: JsonObject): Lookup | undefined {
  const dns = objectAt(record, 'dns')
  if (!dns) return undefined
  const question = isObject(listAt(dns, 'queries')[0]) ? listAt(dns, 'queries')[0] : dns
  const answers = listAt(dns, 'answers').flatMap((answer) => textAt(answer, 'rdata') ?? [])
  const grouped = Object.values(objectAt(dns, 'grouped') ?? {}).flatMap((data) => textsAt({ data }, 'data'))
  const single = textAt(dns, 'rdata')
  return {
    query: textAt(question, 'rrname'),
    type: textAt(question, 'rrtype'),
    answers: [...new Set([...answers, ...grouped, ...(single === undefined ? [] : [single])])],
    rcode: textAt(dns, 'rcode'),
  }
}

export function requestOf(record: JsonObject): Request {
  const http = objectAt(record, 'http') ?? {}
  return {
    method: textAt(http, 'http_method'),
    host: textAt(http, 'hostname') ?? textAt(http, 'http2.authority'),
    uri: textAt(http, 'url'),
    user_agent: textAt(http, 'http_user_agent'),
    referrer: textAt(http, 'http_refer'),
    status: statusOf(http),
    version: textAt(http, 'protocol'),
    response_bytes: countOf(valueAt(http, 'length')),
  }
}

const statusOf = (http: JsonObject): number | undefined => countOf(http['status']) ?? numberAt(http, 'http2.status')

/** OCSF `tls`; nothing where the record is about something else. */
export function tlsDetails(record: JsonObject): JsonObject {
  const tls = objectAt(record, 'tls')
  if (!tls) return {}
  return {
    tls: present({
      version: textAt(tls, 'version'),
      sni: textAt(tls, 'sni'),
      ja3_hash: textAt(tls, 'ja3.hash'),
      ja3s_hash: textAt(tls, 'ja3s.hash'),
      subject: textAt(tls, 'subject'),
      issuer: textAt(tls, 'issuerdn'),
      fingerprint: textAt(tls, 'fingerprint'),
    }),
  }
}
