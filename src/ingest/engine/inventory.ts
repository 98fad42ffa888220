/** What the collector believes to exist on the engine, so that after a gap it can say what has changed meanwhile. */
import { isObject, listAt, textAt, textsAt } from '../read.ts'
import type { EngineEvent, SnapshotKind } from './event.ts'

export interface Listed {
  readonly kind: SnapshotKind
  readonly id: string
  readonly name: string
  /** What is the same as long as nothing has changed that a list shows. */
  readonly state: string
}

export interface Inventory {
  /** An event changes what is believed. */
  learn(event: EngineEvent): void
  isRunning(container: string): boolean
  /** Takes over what a list of all things of a kind says; what is new or has changed, and what is not there any more. */
  compare(
    kind: SnapshotKind,
    listed: readonly Listed[],
  ): { readonly changed: readonly Listed[]; readonly gone: readonly Listed[] }
}

/** The states of `GET /containers/json` in which an event leaves a container. */
const STATES = new Map([
  ['create', 'created'],
  ['start', 'running'],
  ['restart', 'running'],
  ['unpause', 'running'],
  ['pause', 'paused'],
  ['die', 'exited'],
  ['died', 'exited'],
])

export function createInventory(): Inventory {
  const known = new Map<string, Listed>()
  const keyOf = (kind: string, id: string): string => `${kind} ${id}`
  return {
    learn({ type, action, id, name }) {
      const key = keyOf(type, id)
      if (action === 'destroy' || action === 'remove' || action === 'delete') known.delete(key)
      const state = STATES.get(action)
      if (type === 'container' && state !== undefined) known.set(key, { kind: 'container', id, name, state })
    },
    isRunning: (container) => known.get(keyOf('container', container))?.state === 'running',
    compare(kind, listed) {
      const changed = listed.filter(({ id, state }) => known.get(keyOf(kind, id))?.state !== state)
      const ids = new Set(listed.map(({ id }) => id))
      const gone = [...known.values()].filter((thing) => thing.kind === kind && !ids.has(thing.id))
      for (const { id } of gone) known.delete(keyOf(kind, id))
      for (const thing of listed) known.set(keyOf(kind, thing.id), thing)
      return { changed, gone }
    },
  }
}

/** How to list all things of a kind; the order is that of their inspects, so that what is said later rests on what was said before. */
export const LISTS: readonly { readonly kind: SnapshotKind; readonly path: string }[] = [
  { kind: 'network', path: '/networks' },
  { kind: 'volume', path: '/volumes' },
  { kind: 'image', path: '/images/json' },
  { kind: 'container', path: '/containers/json?all=1' },
]

export function readList(kind: SnapshotKind, text: string): Listed[] {
  const answer = JSON.parse(text) as unknown
  const items = Array.isArray(answer) ? answer : listAt(answer, 'Volumes')
  return items.filter(isObject).flatMap((item): Listed[] => {
    // A volume has no other id than its name.
    const id = textAt(item, kind === 'volume' ? 'Name' : 'Id')
    if (id === undefined) return []
    const name = (textAt(item, 'Name') ?? textsAt(item, 'Names')[0] ?? '').replace(/^\//, '')
    return [{ kind, id, name, state: textAt(item, 'State') ?? textsAt(item, 'RepoTags').toSorted().join(' ') }]
  })
}
