/** One entry of the table: the way out, the way back, and what stands between them. */
import {
  addressOf,
  countOf,
  portOf,
  present,
  protocolOf,
  RecordError,
  textAt,
  valueAt,
  type End,
  type Flow,
  type JsonObject,
} from 'tallyman/source'

export interface Connection {
  /** Epoch milliseconds. */
  readonly time: number
  readonly event: 'new' | 'update' | 'destroy'
  readonly flow: Flow
  /** What the kernel put in an end's place: `destination` is who answers really, `source` is what the other side sees. */
  readonly translated: { readonly source?: End; readonly destination?: End }
  readonly unreplied: boolean
  readonly assured: boolean
  readonly id: string | undefined
}

const EVENTS = new Set<unknown>(['new', 'update', 'destroy'])

/** Throws RecordError. */
export function readConnection(record: JsonObject): Connection {
  const event = record['event']
  // A list of the table says what is there, not since when.
  if (!EVENTS.has(event)) throw new RecordError('event', 'new, update or destroy (conntrack -E)', event)
  const [from, to, back, answering] = [
    endOf(record, 'original', 's'),
    endOf(record, 'original', 'd'),
    endOf(record, 'reply', 'd'),
    endOf(record, 'reply', 's'),
  ]
  return {
    time: timeOf(record, event as Connection['event']),
    event: event as Connection['event'],
    flow: {
      from,
      to,
      protocol: nameOf(record),
      duration: durationOf(record),
      traffic: {
        bytes_out: countOf(valueAt(record, 'original.bytes')),
        bytes_in: countOf(valueAt(record, 'reply.bytes')),
        packets_out: countOf(valueAt(record, 'original.packets')),
        packets_in: countOf(valueAt(record, 'reply.packets')),
      },
    },
    translated: {
      ...(isSame(from, back) ? {} : { source: back }),
      ...(isSame(to, answering) ? {} : { destination: answering }),
    },
    unreplied: record['unreplied'] === true,
    assured: record['assured'] === true,
    id: countOf(record['id'])?.toString(),
  }
}

/** conntrack calls what it has no name for `unknown`, and gives the number. */
function nameOf(record: JsonObject): string | undefined {
  const name = textAt(record, 'protocol')
  return name === 'unknown' ? protocolOf(countOf(record['protonum'])) : name === 'icmpv6' ? 'ipv6-icmp' : name
}

const endOf = (record: JsonObject, way: 'original' | 'reply', side: 's' | 'd'): End =>
  present({
    ip: addressOf(valueAt(record, `${way}.${side === 's' ? 'src' : 'dst'}`)),
    port: portOf(valueAt(record, `${way}.${side}port`)),
  }) as unknown as End

const isSame = (one: End, other: End): boolean => one.ip === other.ip && one.port === other.port

/** The listener's clock, the kernel's, or the listener's wall clock without a zone: taken as UTC, which nodes keep. */
function timeOf(record: JsonObject, event: Connection['event']): number {
  const kernel = event === 'new' ? 'start' : 'stop'
  const seconds = textAt(record, 'time')
  const times = [
    seconds !== undefined && /^\d{1,11}\.\d{1,9}$/.test(seconds) ? Number(seconds) * 1000 : undefined,
    nanoseconds(record[kernel]),
    wallClock(record['when']),
  ]
  const known = times.find((time) => time !== undefined)
  if (known === undefined) throw new RecordError('time', 'there (conntrack -o timestamp)', record['time'])
  return Math.floor(known)
}

function nanoseconds(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  if (/^\d{16,19}$/.test(value)) return Number(value) / 1e6
  return /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(value) ? parsed(`${value} UTC`) : undefined
}

const wallClock = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value) ? parsed(`${value}Z`) : undefined

function parsed(text: string): number | undefined {
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

/** In milliseconds; the kernel's two times are finer than their difference in seconds. */
function durationOf(record: JsonObject): number | undefined {
  const [start, stop] = [record['start'], record['stop']]
  const isFine = [start, stop].every((value) => typeof value === 'string' && /^\d{16,19}$/.test(value))
  if (isFine) return Number((BigInt(stop as string) - BigInt(start as string)) / 1_000_000n)
  const seconds = countOf(record['delta_time'])
  return seconds === undefined ? undefined : seconds * 1000
}
