/** How much of the traffic between two ends nothing could read: by what sensors found in it, or else by its port. */
import type { EndAnswer } from '../model/attribution.ts'
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'

/** Who speaks to whom: workloads, services or pods where attribution knows them, addresses where not. */
interface EdgeLedger {
  readonly from: string
  readonly to: string
  readonly port?: number
  readonly protocol?: string
  readonly flows: number
  /** Of these flows: a sensor read what was said; a sensor saw that it was encrypted. */
  readonly read: number
  readonly encrypted: number
  /** Neither, and the port is one where it usually is encrypted. */
  readonly inferred: number
}

export interface TrafficLedger {
  readonly flows: number
  readonly read: number
  readonly encrypted: number
  readonly inferred: number
  /** The twenty with most flows that nothing read. */
  readonly edges: readonly EdgeLedger[]
}

export interface Traffic {
  observe(event: Event): void
  ledger(): TrafficLedger
}

/** What is known of a flow, from the least to the most: a conversation that was read at first may be encrypted later. */
const KNOWN = ['unknown', 'inferred', 'read', 'encrypted'] as const
type Known = (typeof KNOWN)[number]

interface Edge {
  readonly from: string
  readonly to: string
  readonly port: number | undefined
  readonly protocol: string | undefined
  readonly flows: { [known in Known]: number }
}

/** Edges, and flows of which more may be learnt; of what was not heard of for longest the number stays. */
const [EDGES, FLOWS, SHOWN] = [5_000, 50_000, 20]
/** Well-known ports of protocols that are encrypted from the first byte, and of WireGuard: what runs there may be anything. */
const PORTS = new Set([
  22, 443, 465, 636, 853, 989, 990, 993, 995, 2376, 2379, 2380, 4433, 5671, 6443, 6514, 8443, 8883, 10250, 51820, 51871,
])
const CLASSES: ReadonlySet<Event['class_name']> = new Set(['Network Activity', 'HTTP Activity', 'DNS Activity'])

export function createTraffic(): Traffic {
  const total = nothing()
  const edges = createRecent<string, Edge>(EDGES)
  const flows = createRecent<string, Known>(FLOWS)
  return {
    observe(event) {
      if (!CLASSES.has(event.class_name)) return
      const flow = flowOf(event)
      if (!flow) return
      const { id, port, protocol } = flow
      const key = `${flow.from}\0${flow.to}\0${port}\0${protocol}`
      const edge = edges.get(key) ?? { from: flow.from, to: flow.to, port, protocol, flows: nothing() }
      edges.set(key, edge)
      const before = flows.get(id)
      // The same conversation, told again, or by another sensor that saw more.
      if (before !== undefined && KNOWN.indexOf(before) >= KNOWN.indexOf(flow.known)) return
      flows.set(id, flow.known)
      for (const counts of [total, edge.flows]) {
        if (before !== undefined && counts[before] > 0) counts[before]--
        counts[flow.known]++
      }
    },
    ledger: () => ({
      ...counted(total),
      edges: [...edges.values()]
        .toSorted((a, b) => unreadOf(b) - unreadOf(a) || (keyOf(a) < keyOf(b) ? -1 : 1))
        .slice(0, SHOWN)
        .map(({ flows: counts, port, protocol, ...ends }) => ({
          ...ends,
          ...(port !== undefined && { port }),
          ...(protocol !== undefined && { protocol }),
          ...counted(counts),
        })),
    }),
  }
}

interface Flow {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly port: number | undefined
  readonly protocol: string | undefined
  readonly known: Known
}

interface End {
  readonly ip?: unknown
  readonly port?: unknown
}

function flowOf(event: Event): Flow | undefined {
  const { details, views, attributed } = event
  const [source, destination] = [details?.['src_endpoint'], details?.['dst_endpoint']] as (End | undefined)[]
  if (typeof source?.ip !== 'string' || typeof destination?.ip !== 'string') return undefined
  const port = typeof destination.port === 'number' ? destination.port : undefined
  const info = details?.['connection_info'] as { readonly protocol_name?: unknown } | undefined
  const protocol = typeof info?.protocol_name === 'string' ? info.protocol_name : undefined
  const derived = views[0]?.fields['derived'] as { readonly encrypted?: unknown } | undefined
  return {
    id: `${source.ip}\0${String(source.port)}\0${destination.ip}\0${port}\0${protocol}`,
    from: nameOf(attributed?.source, source.ip),
    to: nameOf(attributed?.destination, destination.ip),
    port,
    protocol,
    known: knownOf(derived?.encrypted, port),
  }
}

function knownOf(encrypted: unknown, port: number | undefined): Known {
  if (typeof encrypted === 'boolean') return encrypted ? 'encrypted' : 'read'
  return port !== undefined && PORTS.has(port) ? 'inferred' : 'unknown'
}

/** Whose the address was; pods come and go, and their workload stays. */
const nameOf = (end: EndAnswer | undefined, address: string): string =>
  end?.workload ?? end?.service ?? end?.pod ?? end?.container ?? address

const nothing = (): Edge['flows'] => ({ unknown: 0, inferred: 0, read: 0, encrypted: 0 })
const unreadOf = ({ flows }: Edge): number => flows.unknown + flows.inferred + flows.encrypted
const keyOf = ({ from, to, port = 0 }: Edge): string => `${from} ${to} ${port}`
const counted = ({ unknown, inferred, read, encrypted }: Edge['flows']) => ({
  flows: unknown + inferred + read + encrypted,
  read,
  encrypted,
  inferred,
})
