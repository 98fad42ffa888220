/** What Cilium's proxies read inside a flow: questions to DNS, and requests by HTTP. */
import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  textAt,
  textsAt,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'

/** Response codes by the numbers of IANA's registry. */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED']

export function lookupOf(record: JsonObject): Lookup | undefined {
  const dns = objectAt(record, 'l7.dns')
  if (!dns) return undefined
  const code = numberAt(dns, 'rcode') ?? 0
  return {
    query: textAt(dns, 'query')?.replace(/\.$/, ''),
    type: textsAt(dns, 'qtypes')[0],
    answers: [...textsAt(dns, 'ips'), ...textsAt(dns, 'cnames').map((name) => name.replace(/\.$/, ''))],
    // Protobuf's JSON leaves a zero out, so that only an answer has one.
    rcode: textAt(record, 'l7.type') === 'RESPONSE' ? (RCODES[code] ?? String(code)) : undefined,
  }
}

export function requestOf(record: JsonObject): Request | undefined {
  const http = objectAt(record, 'l7.http')
  if (!http) return undefined
  const url = textAt(http, 'url') ?? ''
  // Hubble writes the whole URL also where the request line held only its path.
  const [, host, path] = /^[a-z]+:\/\/([^/?#]*)(.*)$/is.exec(url) ?? [undefined, undefined, url]
  const status = numberAt(http, 'code')
  return {
    method: textAt(http, 'method'),
    host: host ?? header(http, 'host'),
    uri: path === '' ? '/' : path,
    user_agent: header(http, 'user-agent'),
    referrer: header(http, 'referer'),
    status: status === 0 ? undefined : status,
    version: textAt(http, 'protocol'),
  }
}

const header = (http: JsonObject, name: string): string | undefined => {
  const found = listAt(http, 'headers').find((each) => isHeader(each) && each.key.toLowerCase() === name)
  return textAt(found, 'value')
}

export const isHeader = (each: unknown): each is JsonObject & { readonly key: string; readonly value: string } =>
  isObject(each) && typeof each['key'] === 'string' && typeof each['value'] === 'string'
