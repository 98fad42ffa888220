/** What every record of EVE has: when, between whom; turned round where it was told by a packet of the one who answers. */
import {
  addressOf,
  countOf,
  numberAt,
  portOf,
  RecordError,
  textAt,
  timeAt,
  valueAt,
  type Flow,
  type JsonObject,
} from 'tallyman/source'

/** Throws RecordError. */
export function timeOf(record: JsonObject, path: string): number {
  // Suricata writes the offset without a colon.
  const text = textAt(record, path)?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')
  const name = path.split('.').at(-1) ?? path
  return timeAt(text === undefined ? {} : { [name]: text }, name)
}

export function flowOf(record: JsonObject): Flow {
  const [source, destination] = (['src', 'dest'] as const).map((side) => ({
    ip: addressOf(record[`${side}_ip`]),
    port: portOf(record[`${side}_port`]),
  })) as [Flow['from'], Flow['to']]
  if (source.ip === undefined && destination.ip === undefined)
    throw new RecordError('src_ip', 'an address', record['src_ip'])
  const turned = isTurned(record)
  return {
    from: turned ? destination : source,
    to: turned ? source : destination,
    protocol: textAt(record, 'proto')?.toLowerCase(),
    verdict: verdictOf(record),
    encrypted: encryptedOf(record),
    duration: durationOf(record),
    traffic: trafficOf(record),
  }
}

const ANSWERS = new Set(['answer', 'response'])

/** Alerts and answers are told by the packet they came in; newer releases say which way it went. */
function isTurned(record: JsonObject): boolean {
  const [began, beganAt] = [textAt(record, 'flow.src_ip'), numberAt(record, 'flow.src_port')]
  if (began !== undefined && beganAt !== undefined)
    return began === record['dest_ip'] && beganAt === record['dest_port']
  if (textAt(record, 'direction') === 'to_client') return true
  return record['src_port'] === 53 && record['dest_port'] !== 53 && ANSWERS.has(textAt(record, 'dns.type') ?? '')
}

function verdictOf(record: JsonObject): Flow['verdict'] {
  if (record['event_type'] === 'drop' || textAt(record, 'verdict.action') === 'drop') return 'dropped'
  // Without a rule that drops, `allowed` only says that nobody was asked to block.
  return textAt(record, 'alert.action') === 'blocked' ? 'dropped' : undefined
}

const ENCRYPTED = new Set(['tls', 'ssh', 'quic'])
/** Of these Suricata reads the words; of others, such as SMB, parts may be hidden. */
const OPEN = new Set(
  'http http1 http2 dns ftp ftp-data smtp pop3 imap telnet tftp sip nfs ldap mqtt modbus dnp3 enip'.split(' '),
)

function encryptedOf(record: JsonObject): boolean | undefined {
  const protocol = textAt(record, 'app_proto') ?? textAt(record, 'event_type') ?? ''
  return ENCRYPTED.has(protocol) ? true : OPEN.has(protocol) ? false : undefined
}

function durationOf(record: JsonObject): number | undefined {
  const part = record['event_type'] === 'netflow' ? 'netflow' : 'flow'
  if (textAt(record, `${part}.start`) === undefined || textAt(record, `${part}.end`) === undefined) return undefined
  const duration = timeOf(record, `${part}.end`) - timeOf(record, `${part}.start`)
  return duration < 0 ? undefined : duration
}

/** A record of `netflow` counts one way, one of `flow` both. */
function trafficOf(record: JsonObject): Flow['traffic'] {
  const count = (path: string): number | undefined => countOf(valueAt(record, path))
  if (record['event_type'] === 'netflow')
    return { bytes_out: count('netflow.bytes'), packets_out: count('netflow.pkts') }
  return {
    bytes_out: count('flow.bytes_toserver'),
    bytes_in: count('flow.bytes_toclient'),
    packets_out: count('flow.pkts_toserver'),
    packets_in: count('flow.pkts_toclient'),
  }
}
