/** Takes the secrets out of a record: those of payloads in base64, of cookies, and of protocols that name them in their own way. */
import { isObject, objectAt, redactRecord, redactText, textAt, type JsonObject } from 'tallyman/source'

type Redact = (secret: string) => string

const ENCODED = ['payload', 'packet', 'http_request_body', 'http_response_body', 'http_body']
const COOKIE = /^(?:set-)?cookie$/i

export function redacted(record: JsonObject, redact: Redact): JsonObject {
  const safe = protocolsRedacted(redactRecord(record, redact), redact)
  const changed = new Map<string, unknown>(Object.entries(withoutEncoded(safe, redact)))
  const http = objectAt(safe, 'http')
  if (http) changed.set('http', withoutCookies(withoutEncoded(http, redact), redact))
  return Object.fromEntries(changed)
}

/** One that holds a secret goes as a whole: nobody reads base64 with a hole in it. */
const withoutEncoded = (object: JsonObject, redact: Redact): JsonObject =>
  replaced(object, ENCODED, (text) => (hidesSecret(text, redact) ? redact(text) : text))

function hidesSecret(text: string, redact: Redact): boolean {
  const plain = Buffer.from(text, 'base64').toString('latin1')
  return redactText(plain, redact) !== plain
}

const withoutCookies = (http: JsonObject, redact: Redact): JsonObject => {
  const lists = ['request_headers', 'response_headers'].flatMap((name) => {
    const list = http[name]
    return Array.isArray(list) ? [[name, list.map((each: unknown) => headerRedacted(each, redact))] as const] : []
  })
  return { ...replaced(http, ['cookie', 'set_cookie'], redact), ...Object.fromEntries(lists) }
}

const headerRedacted = (each: unknown, redact: Redact): unknown =>
  isObject(each) && COOKIE.test(textAt(each, 'name') ?? '') ? replaced(each, ['value'], redact) : each

/** `PASS` of FTP has its word as an argument, and a community is the password of SNMP. */
function protocolsRedacted(record: JsonObject, redact: Redact): JsonObject {
  const [ftp, snmp] = [objectAt(record, 'ftp'), objectAt(record, 'snmp')]
  return {
    ...record,
    ...(ftp && textAt(ftp, 'command')?.toUpperCase() === 'PASS' && { ftp: replaced(ftp, ['command_data'], redact) }),
    ...(snmp && { snmp: replaced(snmp, ['community'], redact) }),
  }
}

const replaced = (object: JsonObject, names: readonly string[], change: Redact): JsonObject =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]) => [
      name,
      names.includes(name) && typeof value === 'string' && value !== '' ? change(value) : value,
    ]),
  )
