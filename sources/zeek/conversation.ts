/** What most logs of Zeek have: when, and between whom; and of a connection how much, and how it went. */
import { addressOf, countOf, portOf, RecordError, textAt, timeAt, type Flow, type JsonObject } from 'tallyman/source'

/** A field by its name: the dots in it are part of it. */
export const own = (record: JsonObject, name: string): unknown =>
  Object.hasOwn(record, name) ? record[name] : undefined

export function wordOf(record: JsonObject, name: string): string | undefined {
  const value = own(record, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Seconds since 1970, milliseconds, or ISO 8601, as `JSON::TimestampFormat` says. Throws RecordError. */
export function timeOf(record: JsonObject): number {
  const ts = own(record, 'ts')
  if (typeof ts === 'number' && ts > 0 && ts < 1e14) return Math.floor(ts > 1e11 ? ts : ts * 1000)
  if (textAt(record, 'ts') === undefined) throw new RecordError('ts', 'a time', ts)
  return timeAt(record, 'ts')
}

export function flowOf(record: JsonObject, service: string): Flow {
  const protocol = wordOf(record, 'proto') ?? PROTOCOLS.get(service)
  // Of an echo they are its type and its code.
  const port = (name: string): number | undefined => (protocol === 'icmp' ? undefined : portOf(own(record, name)))
  return {
    from: { ip: addressOf(own(record, 'id.orig_h') ?? own(record, 'src')), port: port('id.orig_p') },
    to: { ip: addressOf(own(record, 'id.resp_h') ?? own(record, 'dst')), port: port('id.resp_p') ?? port('p') },
    protocol,
    direction: directionOf(record),
    encrypted: encryptedOf(record, service),
    duration: durationOf(record),
    traffic: {
      // With the headers of IP, as other sensors count; what was acknowledged can lie about what was sent.
      bytes_out: countOf(own(record, 'orig_ip_bytes') ?? own(record, 'orig_bytes')),
      bytes_in: countOf(own(record, 'resp_ip_bytes') ?? own(record, 'resp_bytes')),
      packets_out: countOf(own(record, 'orig_pkts')),
      packets_in: countOf(own(record, 'resp_pkts')),
    },
  }
}

/** Of logs that do not say, for there is no other. */
const PROTOCOLS = new Map([
  ['http', 'tcp'],
  ['ssl', 'tcp'],
  ['ssh', 'tcp'],
])

/** Local is what `Site::local_nets` says. */
function directionOf(record: JsonObject): Flow['direction'] {
  const [from, to] = [own(record, 'local_orig'), own(record, 'local_resp')]
  if (from === true) return to === true ? 'lateral' : to === false ? 'outbound' : undefined
  return from === false && to === true ? 'inbound' : undefined
}

const ENCRYPTED = new Set(['ssl', 'quic', 'ssh'])
/** Of these Zeek reads the words; of others, such as SMB, parts may be hidden. */
const OPEN = new Set('http dns ftp ftp-data smtp pop3 imap irc telnet syslog modbus dnp3 mqtt redis'.split(' '))

/** By what Zeek found inside, never by the port. A connection can change: SMTP with `ssl` is encrypted. */
function encryptedOf(record: JsonObject, service: string): boolean | undefined {
  const found = service === 'conn' ? (wordOf(record, 'service') ?? '').split(',') : [service]
  if (service === 'ssl' && own(record, 'established') === false) return undefined
  if (found.some((name) => ENCRYPTED.has(name))) return true
  return found.some((name) => OPEN.has(name)) ? false : undefined
}

function durationOf(record: JsonObject): number | undefined {
  const seconds = own(record, 'duration') ?? own(record, 'rtt')
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? Math.round(seconds * 1e6) / 1000 : undefined
}
