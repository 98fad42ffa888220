/** Whose the ends of a flow were, and where a request came from: an address is somebody's only at a time. */
import type { EndAnswer, EndKind } from '../model/attribution.ts'
import type { Event, Fact } from '../model/event.ts'
import type { Place } from '../model/record.ts'
import { createRecent } from '../stream/recent.ts'
import { WINDOW } from './asked.ts'
import { rest } from './conclusion.ts'
import { contextOf } from './context.ts'
import { nodeOf, type Heard, type Stream } from './heard.ts'
import { guestsOf, holdersOf, spanOf } from './holders.ts'
import { touch, type Manifest } from './manifest.ts'
import { endOf, type End } from './parties.ts'
import { isWithin, type Span } from './seconds.ts'
import type { Context, Thing } from './thing.ts'
import { createNetworks, type Unnetworked } from './networks.ts'

type Side = 'source' | 'destination'

/** An address of a network that is known, which nobody there had. */
export interface Unheld {
  readonly address: string
  readonly end: Side
  readonly network: string
  /** The address at the other end, where the flow says it. */
  readonly other: string | undefined
  readonly at: number
  readonly place: Place
  readonly stream: Stream
}

interface BothEnds {
  readonly source: End | undefined
  readonly destination: End | undefined
}
const NOWHERE: BothEnds = { source: undefined, destination: undefined }

export interface Ends {
  learn(fact: Fact, stream: Stream): void
  /** `container`: where the event happened, for a sensor that tells of one end only. */
  observe(event: Event, container: Thing | undefined): BothEnds
  /** Those of which it is certain now. */
  unheld(): Unheld[]
}

/** Addresses that wait to be somebody's, and that were told of. */
const WAITING = 10_000
/** Milliseconds of event time: when an address is told of again. */
const AGAIN = 3_600_000
/** Milliseconds for which a holder may still be told of. */
const PATIENCE = 15_000

export function createEnds(manifest: Manifest, heard: Heard): Ends {
  const networks = createNetworks()
  const waiting = createRecent<string, Unheld>(WAITING)
  const told = createRecent<string, number>(WAITING)
  let due = Infinity

  const endAt = (address: string, side: Side, other: string | undefined, event: Event): End | undefined => {
    const { time, entities } = event
    const thing = manifest.find('address', address)
    if (thing) {
      touch(thing, time)
      if (thing.end && isWithin(thing.end, time)) return thing.end
    }
    const holders = thing ? holdersOf(thing, manifest, time) : []
    const [only] = holders
    if (thing && only && holders.length === 1) return remembered(thing, only, time)
    const [holder, ...others] = onNode(holders, nodeOf(entities), manifest, time)
    if (holder && others.length === 0) return endOf(ofThing(holder, address, contextOf(holder, manifest, time)))
    const answer = holder ? ofSeveral(address, [holder, ...others]) : ofNobody(address, side, other, event)
    return answer && endOf(answer)
  }
  const ofNobody = (
    address: string,
    side: Side,
    other: string | undefined,
    { time, place }: Event,
  ): EndAnswer | undefined => {
    const network = networks.standingOf(address)
    if (network.kind !== 'network') return ofNoNetwork(address, network.kind)
    if (time - (told.get(address) ?? -Infinity) > AGAIN && !waiting.get(address)) {
      const { stream, name } = network
      waiting.set(address, { address, end: side, network: name, other, at: time, place, stream })
      due = Math.min(due, time + PATIENCE)
    }
    return { state: 'not-yet', address, why: `nobody in the network ${network.name} was told to have it` }
  }

  /** What a pod on the network of its node does cannot be told from what the node does. */
  const ofHolder = (address: Thing, holder: Thing, at: number): EndAnswer => {
    const answer = ofThing(holder, address.uid, contextOf(holder, manifest, at))
    const guests = holder.type === 'node' ? guestsOf(address, holder, manifest, at) : []
    return guests.length === 0
      ? answer
      : { ...answer, candidates: guests, why: 'the node, or one of its pods on its network' }
  }

  /** As long as nothing is said of the address, or of whoever held it ever. */
  const remembered = (address: Thing, holder: Thing, at: number): End => {
    const end = endOf(ofHolder(address, holder, at))
    const held = address.words.filter(({ relation }) => relation === 'held-by').map(({ object }) => object)
    const spans: Span[] = [spanOf(address, manifest, at)]
    const basis = new Set<Thing>(held)
    for (const each of held) {
      const context = contextOf(each, manifest, at)
      spans.push(context)
      for (const other of context.around) basis.add(other)
    }
    // What was forgotten may be met again, as another thing.
    if ([...basis].some(({ forgotten }) => forgotten)) return end
    // Concluded before it is written down: what is not concluded of does not rest on anything.
    address.end = {
      ...end,
      from: Math.max(...spans.map(({ from }) => from)),
      until: Math.min(...spans.map(({ until }) => until)),
    }
    for (const other of basis) rest(address, other)
    return address.end
  }

  return {
    learn(fact, stream) {
      const { subject, relation } = fact
      if (relation === 'has-address' && subject.type === 'network')
        networks.learn(fact, manifest.find(subject.type, subject.uid)?.name, stream)
    },
    observe(event, container) {
      const { from, to } = endsOf(event)
      if (from === undefined && to === undefined) return NOWHERE
      const near =
        container && isFlow(event)
          ? endOf(ofThing(container, undefined, contextOf(container, manifest, event.time)))
          : undefined
      const source = from === undefined ? near : endAt(from, 'source', to, event)
      const destination = to === undefined ? near : endAt(to, 'destination', from, event)
      return { source, destination: isFlow(event) ? destination : undefined }
    },
    unheld() {
      if (heard.newest < due) return []
      due = Infinity
      const certain: Unheld[] = []
      for (const each of waiting.values()) {
        if (each.stream.until - WINDOW.late < each.at + PATIENCE) {
          due = heard.newest
          continue
        }
        waiting.delete(each.address)
        const thing = manifest.find('address', each.address)
        if (thing && holdersOf(thing, manifest, each.at).length > 0) continue
        told.set(each.address, each.at)
        certain.push(each)
      }
      return certain
    },
  }

  function networkOf(address: string): string | undefined {
    const standing = networks.standingOf(address)
    return standing.kind === 'network' ? standing.text : undefined
  }

  function ofThing(thing: Thing, address: string | undefined, context: Context): EndAnswer {
    const around = [thing, ...context.around]
    const uidOf = (type: Thing['type']): string | undefined => around.find((each) => each.type === type)?.uid
    const kind = KINDS.get(thing.type) ?? 'service'
    const named = {
      pod: uidOf('pod'),
      container: uidOf('container'),
      namespace: uidOf('namespace'),
      // Through its controllers: the deployment, and not its replica set.
      workload: around.findLast(({ type }) => type === 'workload')?.uid,
      service: kind === 'service' ? thing.uid.replace(/^services\//, '') : undefined,
      node: uidOf('node'),
      network: address === undefined ? undefined : networkOf(address),
    }
    return {
      state: 'known',
      ...(address !== undefined && { address }),
      kind: kind === 'container' && named.pod !== undefined ? 'pod' : kind,
      ...Object.fromEntries(Object.entries(named).filter(([, uid]) => uid !== undefined)),
    }
  }
}

const ofSeveral = (address: string, holders: readonly Thing[]): EndAnswer => ({
  state: 'unknowable',
  address,
  candidates: holders.map(({ uid }) => uid).toSorted(),
  why: 'several had it, in networks of their own or one after the other',
})

function ofNoNetwork(address: string, kind: Unnetworked): EndAnswer | undefined {
  if (kind === 'nobodys') return undefined
  return kind === 'outside'
    ? { state: 'known', address, kind }
    : { state: 'unknowable', address, why: 'nothing tells of a network that it is in' }
}

/** The gateway of a network is the node that it is on. */
const KINDS = new Map<Thing['type'], EndKind>([
  ['pod', 'pod'],
  ['container', 'container'],
  ['node', 'node'],
  ['network', 'node'],
])

/** Networks of different nodes may use the same addresses. */
function onNode(holders: readonly Thing[], node: string | undefined, manifest: Manifest, at: number): readonly Thing[] {
  const there = holders.filter((each) => manifest.objectOf(each, 'runs-on', 'node', at)?.uid === node)
  return node !== undefined && there.length > 0 ? there : holders
}

const FLOWS: ReadonlySet<Event['class_name']> = new Set(['Network Activity', 'HTTP Activity', 'DNS Activity'])
const isFlow = ({ class_name }: Event): boolean => FLOWS.has(class_name)

/** In OCSF's names; of a request to the API where it came from. */
function endsOf(event: Event): { readonly from?: string; readonly to?: string } {
  const { details, entities } = event
  if (isFlow(event)) {
    const [from, to] = [ipOf(details?.['src_endpoint']), ipOf(details?.['dst_endpoint'])]
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  }
  const origin =
    event.class_name === 'API Activity'
      ? entities.find(({ type, role }) => type === 'address' && role === 'origin')
      : undefined
  return origin ? { from: origin.uid } : {}
}

function ipOf(end: unknown): string | undefined {
  const ip = (end as { readonly ip?: unknown } | undefined)?.ip
  return typeof ip === 'string' ? ip : undefined
}
