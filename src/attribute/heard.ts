/** How far each stream of records was heard, in event time: that nothing was said is only worth something where somebody listened. */
import { entityOf } from '../model/entity.ts'
import type { Event } from '../model/event.ts'

/** The records of one source from one place. */
export interface Stream {
  /** From 1; 0 where there are more than can be told apart. */
  readonly id: number
  /** Epoch milliseconds: the oldest record, and the newest. */
  since: number
  until: number
  /** When it says itself that it was not listening; the newest. */
  readonly gaps: { readonly from: number; readonly to: number }[]
}

export interface Heard {
  hear(event: Event): Stream
  /** The log of the API server: the newest record, and whether it tells of sessions when they begin. */
  readonly api: { readonly since: number; readonly until: number; readonly isPrompt: boolean }
  /** The newest record of what tells of processes of the node itself, and not of containers alone. Where the node is not told, of any. */
  hostUntil(node: string | undefined): number
  /** The newest record of all. */
  readonly newest: number
}

const STREAMS = 10_000
const NODES = 10_000
const GAPS = 64

export function createHeard(): Heard {
  const streams = new Map<string, Map<string, Stream>>()
  const hosts = new Map<string, Set<Stream>>()
  const api = { since: Infinity, until: -Infinity, isPrompt: false }
  // What comes of more places than can be told apart proves nothing.
  const overflow: Stream = { id: 0, since: Infinity, until: -Infinity, gaps: [] }
  let [count, newest] = [0, -Infinity]

  const streamOf = ({ place: { source, file } }: Event): Stream => {
    let files = streams.get(source)
    if (!files) streams.set(source, (files = new Map()))
    let stream = files.get(file)
    if (!stream && count === STREAMS) return overflow
    if (!stream) {
      files.set(file, (stream = { id: ++count, since: Infinity, until: -Infinity, gaps: [] }))
    }
    return stream
  }

  const hearHost = ({ process, entities }: Event, stream: Stream): void => {
    if (!process || entities.some(({ type }) => type === 'container')) return
    const node = nodeOf(entities) ?? ''
    const known = hosts.get(node)
    if (known) known.add(stream)
    else if (hosts.size < NODES) hosts.set(node, new Set([stream]))
  }

  return {
    hear(event) {
      const { class_name, time } = event
      const stream = streamOf(event)
      if (time > newest) newest = time
      if (stream !== overflow) extend(stream, time)
      if (class_name === 'Process Activity') hearHost(event, stream)
      // An engine does not say who called it.
      else if (class_name === 'API Activity' && event.entities[0]?.type === 'principal') {
        extend(api, time)
        api.isPrompt ||= stageOf(event) === 'started'
      } else if (event.operation === 'engine gap') {
        const from = event.details?.['start_time']
        stream.gaps.push({ from: typeof from === 'number' ? from : time, to: time })
        if (stream.gaps.length > GAPS) stream.gaps.shift()
      }
      return stream
    },
    api,
    hostUntil(node) {
      const told =
        node === undefined
          ? [...hosts.values()].flatMap((each) => [...each])
          : [...(hosts.get(node) ?? hosts.get('') ?? [])]
      return Math.max(-Infinity, ...told.map(({ until }) => until))
    },
    get newest() {
      return newest
    },
  }
}

const extend = (span: { since: number; until: number }, time: number): void => {
  if (time < span.since) span.since = time
  if (time > span.until) span.until = time
}

export const wasListening = ({ since, gaps }: Stream, from: number, to: number): boolean =>
  since <= from && !gaps.some((gap) => gap.from <= to && from <= gap.to)

export const nodeOf = (entities: Event['entities']): string | undefined => entityOf(entities, 'context', 'node')?.uid

/** What sources work out beside their records, under the name that they share. */
export const derivedOf = ({ views }: Event): { readonly [name: string]: unknown } | undefined =>
  views[0]?.fields['derived'] as { readonly [name: string]: unknown } | undefined

/** One exec has one id, whichever engine tells of it. */
export const execIdOf = (event: Event): string | undefined => {
  const id = derivedOf(event)?.['exec_id']
  return typeof id === 'string' ? id : undefined
}
/** What the API server knows of the token that was shown to it. */
export function credentialOf(
  event: Event,
): { readonly id: string | undefined; readonly pod: string | undefined } | undefined {
  const credential = derivedOf(event)?.['credential'] as { readonly id?: unknown; readonly pod?: unknown } | undefined
  if (!credential) return undefined
  const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return { id: textOf(credential.id), pod: textOf(credential.pod) }
}
const stageOf = (event: Event): unknown => derivedOf(event)?.['stage']
/** The engine's collector saw that the container's own health check runs. */
export const isHealthcheck = (event: Event): boolean => derivedOf(event)?.['healthcheck'] === true
