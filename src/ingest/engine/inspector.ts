/** Asks the engine how things stand, and tells it as records of their own. */
import { textAt } from '../read.ts'
import type { EngineClient } from './client.ts'
import type { EngineEvent, SnapshotKind } from './event.ts'
import { LISTS, readList, type Inventory, type Listed } from './inventory.ts'

/** Between two times the engine was not heard. */
interface Gap {
  /** Epoch milliseconds. */
  readonly from: number
  readonly reason: string
}

export interface Inspector {
  /** Never rejects: what cannot be inspected is said in a notice. */
  inspect(kind: SnapshotKind, id: string): Promise<void>
  /** Inspects all that is new or has changed; after a gap, says that there was one, and what is no more. Rejects with InputError. */
  takeStock(inventory: Inventory, gap?: Gap): Promise<void>
  /** Says that the engine answers, if it does: silence is told from quiet by that. Never rejects. */
  beat(): Promise<void>
}

export interface InspectorOptions {
  readonly client: EngineClient
  readonly push: (line: string) => void
  readonly notice: (words: string) => void
  /** Told of every inspect of a container. */
  readonly onContainer: (inspect: unknown) => void
}

const PATHS: { readonly [kind in SnapshotKind]: (id: string) => string } = {
  container: (id) => `/containers/${encodeURIComponent(id)}/json`,
  // A reference holds slashes that are part of the path.
  image: (id) => `/images/${encodeURI(id)}/json`,
  network: (id) => `/networks/${encodeURIComponent(id)}`,
  volume: (id) => `/volumes/${encodeURIComponent(id)}`,
  info: () => '/info',
}

const now = (): string => new Date().toISOString()

export function createInspector({ client, push, notice, onContainer }: InspectorOptions): Inspector {
  let node: string | undefined

  const tell = (kind: SnapshotKind, text: string): void => {
    const object = JSON.parse(text) as unknown
    if (kind === 'info') node = textAt(object, 'Name')
    if (kind === 'container') onContainer(object)
    const head = JSON.stringify({ tallyman: 'docker-engine-snapshot', time: now(), kind, node })
    // As it came, so that no digit is lost; but a record is one line.
    push(`${head.slice(0, -1)},"object":${text.includes('\n') ? JSON.stringify(object) : text}}`)
  }

  const inspect = async (kind: SnapshotKind, id: string): Promise<void> => {
    const name = `${kind} ${id.slice(0, SHOWN)}`
    try {
      const answer = await client.get(PATHS[kind](id))
      if (answer !== undefined) return tell(kind, answer.trim())
      notice(`${name} was gone before it could be inspected`)
      push(JSON.stringify({ tallyman: 'docker-engine-gone', time: now(), kind, id, node }))
    } catch (cause) {
      notice(`${name} could not be inspected: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }

  let isBeating = false
  return {
    inspect,
    async beat() {
      // One that hangs is not asked again.
      if (isBeating) return
      isBeating = true
      const answer = await client.get('/_ping').catch(() => undefined)
      isBeating = false
      if (answer !== undefined) push(JSON.stringify({ tallyman: 'docker-engine-heartbeat', time: now(), node }))
    },
    async takeStock(inventory, gap) {
      tell('info', ((await client.get(PATHS.info(''))) ?? '{}').trim())
      const lists = await Promise.all(
        LISTS.map(async ({ kind, path }) => ({ kind, text: (await client.get(path)) ?? '[]' })),
      )
      const compared = lists.map(({ kind, text }) => inventory.compare(kind, readList(kind, text)))
      if (gap)
        push(
          gapRecord(
            gap,
            compared.flatMap(({ gone }) => gone),
            node,
          ),
        )
      // In the order of LISTS: what is said of a container rests on its image and its networks.
      for (const { changed } of compared) await Promise.all(changed.map(({ kind, id }) => inspect(kind, id)))
    },
  }
}

const SHOWN = 19

const gapRecord = ({ from, reason }: Gap, gone: readonly Listed[], node: string | undefined): string =>
  JSON.stringify({
    tallyman: 'docker-engine-gap',
    from: new Date(from).toISOString(),
    time: now(),
    reason,
    node,
    gone: gone.map(({ kind, id, name }) => ({ kind, id, name })),
  })

const INSPECTED = new Map<string, SnapshotKind>([
  ['container create', 'container'],
  ['container start', 'container'],
  ['container update', 'container'],
  ['image tag', 'image'],
  ['image pull', 'image'],
  ['image load', 'image'],
  ['image loadfromarchive', 'image'],
  ['image import', 'image'],
  ['network create', 'network'],
  ['volume create', 'volume'],
])

/** What an event leaves unsaid, and an inspect tells. */
export function subjectOf(event: EngineEvent, inventory: Inventory): { kind: SnapshotKind; id: string } | undefined {
  const { type, action, id, imageId, containerId } = event
  if (type === 'container' && action === 'commit' && imageId !== undefined) return { kind: 'image', id: imageId }
  // All networks that the container is in now. One that is about to start is inspected when it has.
  if (type === 'network' && action === 'connect' && containerId !== undefined && inventory.isRunning(containerId))
    return { kind: 'container', id: containerId }
  const kind = INSPECTED.get(`${type} ${action}`)
  return kind === undefined || id === '' ? undefined : { kind, id }
}
