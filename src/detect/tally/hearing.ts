/** From when until when each source was heard, on which node: nothing missing can be told from nobody watching without it. */
import type { Event } from '../../model/event.ts'

/** Epoch milliseconds. */
export interface Heard {
  readonly since: number
  readonly until: number
}

export interface Hearing {
  hear(event: Event): void
  /** A source whose sensors beat was heard where one does; any other, and where no node is told, anywhere. */
  heard(source: string, node: string | undefined): Heard
  /** The newest that was heard of all. */
  readonly newest: number
  snapshot(): HearingSnapshot
  restore(snapshot: HearingSnapshot): void
}

export type HearingSnapshot = readonly (readonly [source: string, nodes: readonly (readonly [string, Heard])[]])[]

/** What a sensor says to say that it lives. */
const BEAT = 'sensor heartbeat'
const NEVER: Heard = { since: Infinity, until: -Infinity }
/** Stands for all nodes together. */
const ANYWHERE = ''
/** Of each source. What comes of more nodes counts as not heard there. */
const NODES = 10_000

export function createHearing(): Hearing {
  const sources = new Map<string, Map<string, Heard>>()
  let newest = -Infinity

  const extend = (nodes: Map<string, Heard>, node: string, time: number): void => {
    const { since, until } = nodes.get(node) ?? NEVER
    if (nodes.has(node) || nodes.size <= NODES)
      nodes.set(node, { since: Math.min(since, time), until: Math.max(until, time) })
  }
  return {
    hear(event) {
      const { place, time } = event
      const { source } = place
      newest = Math.max(newest, time)
      let nodes = sources.get(source)
      if (!nodes) sources.set(source, (nodes = new Map()))
      extend(nodes, ANYWHERE, time)
      // Other records name nodes that they are about, and do not come from.
      const node = event.operation === BEAT ? nodeOf(event) : undefined
      if (node !== undefined) extend(nodes, node, time)
    },
    heard(source, node) {
      const nodes = sources.get(source)
      return nodes?.get(node === undefined || nodes.size === 1 ? ANYWHERE : node) ?? NEVER
    },
    get newest() {
      return newest
    },
    snapshot: () => [...sources].map(([source, nodes]) => [source, [...nodes]] as const),
    restore(snapshot) {
      for (const [source, nodes] of snapshot) sources.set(source, new Map(nodes))
      newest = Math.max(-Infinity, ...[...sources.values()].map((nodes) => nodes.get(ANYWHERE)?.until ?? -Infinity))
    },
  }
}

export const nodeOf = ({ entities }: Event): string | undefined => entities.find(({ type }) => type === 'node')?.uid
