/** One record of a flow log: packets of one direction of a conversation, counted for a minute or ten. */
import { addressOf, countOf, portOf, protocolOf, RecordError, type Flow, type JsonObject } from 'tallyman/source'

export interface VpcFlow {
  /** Epoch milliseconds: when the first of its packets came. */
  readonly time: number
  readonly flow: Flow
  /** The packets go back to who began, as TCP's flags say, or else as the ports suggest. */
  readonly reply: boolean
  /** TCP's flags, where the log has them. */
  readonly flags: number | undefined
  /** What the interface's own addresses are, where the packets carried others: a pod's, or what is behind a NAT gateway. */
  readonly interfaces: readonly string[]
  readonly field: (name: string) => string | undefined
}

const SYN = 2
const ACK = 16

/** `fields` under the log's own names. Throws RecordError. */
export function readVpcFlow(fields: JsonObject): VpcFlow {
  const field = (name: string): string | undefined => {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined
    return typeof value === 'string' && value !== '-' && value !== '' ? value : undefined
  }
  const number = (name: string): number | undefined => countOf(fields[name])
  const [start, end] = [number('start'), number('end')]
  const seconds = start ?? end
  if (seconds === undefined || seconds > 1e11) throw new RecordError('start', 'seconds since 1970', fields['start'])
  const flags = number('tcp-flags')
  const [source, destination] = (['src', 'dst'] as const).map((side) => ({
    ip: addressOf(field(`pkt-${side}addr`)) ?? addressOf(field(`${side}addr`)),
    // An echo has port 0.
    port: portOf(fields[`${side}port`]) || undefined,
  })) as [Flow['from'], Flow['to']]
  const reply = isReply(flags, source.port, destination.port)
  const [bytes, packets] = [number('bytes'), number('packets')]
  const own = [addressOf(field('srcaddr')), addressOf(field('dstaddr'))]
  return {
    time: seconds * 1000,
    flow: {
      from: reply ? destination : source,
      to: reply ? source : destination,
      protocol: protocolOf(number('protocol')),
      direction: directionOf(field('flow-direction'), reply),
      verdict: verdictOf(field('action')),
      encrypted: encryptedOf(number('encryption-status')),
      duration: start === undefined || end === undefined || end < start ? undefined : (end - start) * 1000,
      traffic: reply ? { bytes_in: bytes, packets_in: packets } : { bytes_out: bytes, packets_out: packets },
    },
    reply,
    flags,
    interfaces: own.filter((ip) => ip !== undefined && ip !== source.ip && ip !== destination.ip) as string[],
    field,
  }
}

/** Whoever answers sets SYN and ACK together; the log has no ACK alone. Without either, a server's port is below 1024. */
function isReply(flags: number | undefined, from: number | undefined, to: number | undefined): boolean {
  if (flags !== undefined && (flags & SYN) !== 0) return (flags & ACK) !== 0
  return from !== undefined && to !== undefined && from < 1024 && to >= 1024
}

export const begins = ({ flags, reply }: VpcFlow): boolean => !reply && (flags === undefined || (flags & SYN) !== 0)

function verdictOf(action: string | undefined): Flow['verdict'] {
  if (action === 'ACCEPT') return 'forwarded'
  return action === 'REJECT' ? 'rejected' : undefined
}

/** Of the interface; of the conversation, a reply goes the other way. */
function directionOf(said: string | undefined, reply: boolean): Flow['direction'] {
  if (said !== 'ingress' && said !== 'egress') return undefined
  return (said === 'egress') === reply ? 'inbound' : 'outbound'
}

/** By the network, by the application, or by both; 0 is by neither. */
const encryptedOf = (status: number | undefined): boolean | undefined =>
  status === 0 ? false : status !== undefined && status <= 3 ? true : undefined
