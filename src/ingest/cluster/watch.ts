/** What happens to one kind of object, from a resource version on, for as long as one connection lasts. */
import { createLineCutter } from '../input/lines.ts'
import type { Asking } from './list.ts'
import { observedOf, type Observed } from './record.ts'
import { Refusal } from './refusal.ts'
import { pathOf } from './resource.ts'
import { readWatchEvent } from './watch-event.ts'

/** What happened to which object. */
interface Happening {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly observed: Observed
}

export interface WatchListener {
  /** The server lets us watch. */
  opened(): void
  /** Once for each event, in order. `version` is what to go on from after it; a bookmark has nothing else. */
  heard(version: string, happening?: Happening): Promise<void>
}

/** Seconds after which the server ends a watch: not all at once. A connection that lives longer is dead. */
const [LEAST, SPREAD, GRACE] = [240, 60, 30]
/** Milliseconds: a connection on which nothing came for so long was one all the same. */
const LASTING = 30_000

/** How a connection ended. */
export interface Ended {
  /** Epoch milliseconds: until then nothing was missed. */
  readonly at: number
  /** Whether it was worth the name: something came, or it lasted. */
  readonly worthy: boolean
}

/**
 * Resolves when the connection ends, however it does. Rejects with Refusal where the server
 * refuses, or says what cannot be read: then only a list can say what it was. Rejects with InputError.
 */
export async function watchObjects(
  { client, resource, signal, served, version }: Asking & { readonly served: string; readonly version: string },
  listener: WatchListener,
): Promise<Ended> {
  const seconds = LEAST + Math.floor(Math.random() * SPREAD)
  const query = `watch=1&allowWatchBookmarks=true&timeoutSeconds=${seconds}&resourceVersion=${encodeURIComponent(version)}`
  const until = AbortSignal.any([signal, AbortSignal.timeout((seconds + GRACE) * 1000)])
  const stream = await client.open(`${pathOf(served, resource)}?${query}`, until)
  if ('status' in stream) throw new Refusal(stream)

  listener.opened()

  const take = async (line: string): Promise<void> => {
    const event = readWatchEvent(line)
    if (!event) throw new Refusal({ status: 410, text: '', wait: 0 }, 'the server sent what is no event of a watch')
    if (event.type === 'ERROR') throw new Refusal({ status: event.status, text: '', wait: 0 }, event.message)
    if (event.type === 'BOOKMARK') return listener.heard(event.version)
    const observed = observedOf(event.object, served, resource)
    if (observed) await listener.heard(observed.version, { type: event.type, observed })
  }
  const [began, cutter] = [Date.now(), createLineCutter(resource.plural)]
  let [heard, something] = [began, false]
  /** However it breaks off, the next one goes on where it did. What the other side broke off it broke off now. */
  const broken = (cause: unknown): undefined => {
    if (codeOf(cause) === 'ECONNRESET') heard = Date.now()
  }
  const chunks = stream[Symbol.asyncIterator]()
  try {
    for (;;) {
      const next = await chunks.next().catch(broken)
      if (!next) break
      heard = Date.now()
      if (next.done) break
      something = true
      const text = Buffer.from(cutter.push(next.value as Buffer)?.bytes ?? []).toString('utf8')
      for (const line of text.split('\n')) if (line.trim() !== '') await take(line)
    }
  } finally {
    stream.destroy()
  }
  return { at: heard, worthy: heard - began > LASTING || something }
}

const codeOf = (cause: unknown): unknown => (cause instanceof Error && 'code' in cause ? cause.code : undefined)
