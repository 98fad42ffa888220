/** A conversation on the network, which each sensor tells in its own words: its ends, how much, and what became of it. */
import type { Entity } from '../model/entity.ts'
import type { JsonObject } from '../model/record.ts'
import { present } from './present.ts'
import { recordedIf } from './recorded.ts'

/** One end. An address in the spelling of `addressOf`. */
export interface End {
  readonly ip: string | undefined
  readonly port?: number | undefined
  /** The name that the sensor knows the address by. */
  readonly hostname?: string | undefined
}

/** Counted where the record counts it; `out` is what the end that began it sent. */
interface Traffic {
  readonly bytes_out?: number | undefined
  readonly bytes_in?: number | undefined
  readonly packets_out?: number | undefined
  readonly packets_in?: number | undefined
}

export interface Flow {
  /** Who began it, as far as the sensor can tell. */
  readonly from: End
  readonly to: End
  /** IANA's keyword in lower case: `tcp`. */
  readonly protocol: string | undefined
  /** As seen from what the sensor watches; `lateral`: both ends are there. */
  readonly direction?: 'inbound' | 'outbound' | 'lateral' | undefined
  readonly verdict?: Verdict | undefined
  /** Whether others can read it, where the sensor saw that. A port proves nothing: then nobody knows, and it is missing. */
  readonly encrypted?: boolean | undefined
  /** In milliseconds. */
  readonly duration?: number | undefined
  readonly traffic?: Traffic | undefined
}

/** What whoever stands between the ends did with it. */
export type Verdict = 'forwarded' | 'dropped' | 'rejected' | 'redirected' | 'translated' | 'audited' | 'failed'

/** Its addresses: who began it is the origin. */
export const flowEntities = ({ from, to }: Pick<Flow, 'from' | 'to'>): Entity[] => [
  ...addressEntity(from, 'origin'),
  ...addressEntity(to, 'target'),
]

const addressEntity = ({ ip, hostname }: End, role: Entity['role']): Entity[] =>
  recordedIf('address', ip, role, hostname)

const sum = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0)

const totals = (traffic: Traffic = {}): JsonObject =>
  present({
    bytes: sum(traffic.bytes_out, traffic.bytes_in),
    packets: sum(traffic.packets_out, traffic.packets_in),
    ...traffic,
  })

/** What is known of it, or nothing. */
const known = (members: object): JsonObject | undefined => {
  const left = present({ ...members })
  return Object.keys(left).length > 0 ? left : undefined
}

/** For `derived`: the same names whatever the sensor. */
export const flowDerived = ({ from, to, traffic, ...flow }: Flow): JsonObject =>
  present({ ...flow, ...totals(traffic), source: known(from), destination: known(to) })

/** For `details`, in OCSF's names. */
export function flowDetails({ from, to, protocol, direction, verdict, duration, traffic }: Flow): JsonObject {
  const counted = totals(traffic)
  return present({
    src_endpoint: known(from),
    dst_endpoint: known(to),
    connection_info: known({ protocol_name: protocol, direction: direction && capital(direction) }),
    traffic: known(counted),
    disposition: verdict && DISPOSITIONS[verdict],
    duration,
  })
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`

/** OCSF `disposition`, of its profile Security Control. */
const DISPOSITIONS: { readonly [verdict in Verdict]: string } = {
  forwarded: 'Allowed',
  dropped: 'Dropped',
  rejected: 'Rejected',
  redirected: 'Allowed',
  translated: 'Allowed',
  audited: 'Logged',
  failed: 'Error',
}

/** What an end is called instead of its address, where there is a better name. */
interface Names {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** One line for people: `tcp 10.0.0.5:52344 -> 10.96.0.1:443`. */
export const flowMessage = ({ from, to, protocol }: Flow, names: Names = {}): string =>
  `${protocol ?? 'traffic'} ${told(from, names.from)} -> ${told(to, names.to)}`.replaceAll(/\s+/g, ' ')

function told({ ip, port, hostname }: End, name = hostname ?? ip ?? 'unknown'): string {
  if (port === undefined) return name
  return name.includes(':') ? `[${name}]:${port}` : `${name}:${port}`
}
