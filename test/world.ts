/** A world small enough to compare: effects are done to it, so that a test can see whether undo restores. */
import assert from 'node:assert/strict'
import type { Effect } from '../src/model/action.ts'
import type { Call, Kept, Reference } from '../src/respond/index.ts'
import { manifestOf, valueAt } from '../src/respond/index.ts'

type Json = { [key: string]: unknown }

export interface World {
  /** By the path of its address. */
  readonly objects: Map<string, Json>
  readonly containers: Map<string, { networks: Json; paused: boolean }>
  /** The image that a name stands for. */
  readonly images: Map<string, string>
}

export const addressOf = ({ group, resource, namespace = '', name }: Reference): string =>
  [group, resource, namespace, name].join('/')

/** A world in which everything is that the effects of a plan look at, as the newest record has it. */
export function worldOf(effects: readonly Effect[], calls: readonly Call[]): World {
  const world: World = { objects: new Map(), containers: new Map(), images: new Map() }
  for (const { do: what, with: parameters } of effects) {
    const { of, container, image } = parameters as { of?: Reference; container?: string; image?: string }
    if (what === 'kubernetes.get' && of) {
      const known = calls.findLast((call) => addressOf(call.of) === addressOf(of))
      world.objects.set(addressOf(of), {
        ...structuredClone((known?.became ?? {}) as Json),
        metadata: { labels: { app: 'web' }, ...(known?.became?.['metadata'] as Json), name: of.name, uid: 'uid-1' },
      })
    }
    if (container !== undefined)
      world.containers.set(container, {
        networks: { front: { Aliases: ['web'] }, back: { Aliases: [] } },
        paused: false,
      })
    if (what === 'engine.inspect-image' && image !== undefined) world.images.set(image, 'sha256:1')
  }
  return world
}

type Store = Map<string, unknown>

interface Parameters {
  readonly of: Reference
  readonly keep: string
  readonly uid: Kept
  readonly manifest: Json
  readonly patch: Json
  readonly container: string
  readonly networks: Kept
  readonly image: string
  readonly id: Kept
  readonly as: string
  readonly name: string
  readonly by: string
}

/** Does the effects in order; what they keep is kept in `store`. Throws where the real thing would refuse. */
export function run(effects: readonly Effect[], world: World, store: Store): void {
  for (const { do: what, with: parameters } of effects) {
    const perform = PERFORM[what]
    assert.ok(perform, `this world knows no effect ${what}`)
    perform(parameters as unknown as Parameters, world, store)
  }
}

const READ_ONLY = (): void => {}

const PERFORM: { readonly [effect: string]: (parameters: Parameters, world: World, store: Store) => void } = {
  'kubernetes.get': ({ of, keep }, world, store) => void store.set(keep, structuredClone(there(world, of))),
  'kubernetes.list': READ_ONLY,
  'kubernetes.logs': READ_ONLY,
  'kubernetes.create': ({ of, manifest, keep, by }, { objects }, store) => {
    assert.ok(!objects.has(addressOf(of)), `${addressOf(of)} is there already`)
    const given = filled(manifest, store) as Json
    // A person who restores what was kept gets a new uid; all that people write of it is the same.
    const uid = by === 'person' ? 'uid-1' : 'uid-new'
    const made = { ...given, metadata: { ...(given['metadata'] as Json), uid } }
    objects.set(addressOf(of), made)
    store.set(keep, structuredClone(made))
  },
  'kubernetes.replace': ({ of, uid, manifest }, world, store) => {
    const { metadata: was } = there(world, of, resolved(uid, store))
    const { metadata, ...rest } = manifestOf(filled(manifest, store) as Json)
    world.objects.set(addressOf(of), { ...rest, metadata: { ...(was as Json), ...(metadata as Json) } })
  },
  'kubernetes.patch': ({ of, uid, patch }, world, store) =>
    void world.objects.set(addressOf(of), merged(there(world, of, resolved(uid, store)), filled(patch, store)) as Json),
  'kubernetes.delete': ({ of, uid }, world, store) => {
    there(world, of, resolved(uid, store))
    world.objects.delete(addressOf(of))
  },
  'engine.inspect': ({ container, keep }, world, store) =>
    void store.set(keep, { NetworkSettings: { Networks: structuredClone(running(world, container).networks) } }),
  'engine.changes': READ_ONLY,
  'engine.logs': READ_ONLY,
  'engine.export': READ_ONLY,
  'engine.network-disconnect': ({ container }, world) => void (running(world, container).networks = {}),
  'engine.network-connect': ({ container, networks }, world, store) =>
    void (running(world, container).networks = structuredClone(resolved(networks, store)) as Json),
  'engine.pause': ({ container }, world) => void (running(world, container).paused = true),
  'engine.unpause': ({ container }, world) => void (running(world, container).paused = false),
  'engine.remove': ({ container }, { containers }) => assert.ok(containers.delete(container)),
  'engine.inspect-image': ({ image, keep }, { images }, store) => void store.set(keep, { Id: images.get(image) }),
  'engine.tag': ({ id, as }, { images }, store) => {
    const known = images.get(as)
    assert.ok(known === undefined || known === resolved(id, store), `${as} is the name of another image`)
    images.set(as, String(resolved(id, store)))
  },
  'engine.untag': ({ id, name }, { images }, store) => {
    assert.equal(images.get(name), resolved(id, store), `${name} is the name of another image`)
    images.delete(name)
  },
  'host.processes': READ_ONLY,
  'person.ask': READ_ONLY,
}

/** The object, if it is there and, where a uid is given, still the same one. */
function there({ objects }: World, of: Reference, uid?: unknown): Json {
  const found = objects.get(addressOf(of))
  assert.ok(found, `${addressOf(of)} is not there`)
  if (uid !== undefined) assert.equal(valueAt(found, 'metadata', 'uid'), uid, `${addressOf(of)} is another one by now`)
  return found
}

function running({ containers }: World, id: string): { networks: Json; paused: boolean } {
  const container = containers.get(id)
  assert.ok(container, `${id} is not there`)
  return container
}

function resolved({ kept, at, fields }: Kept, store: Map<string, unknown>): unknown {
  assert.ok(store.has(kept), `nothing was kept as ${kept}`)
  const value = at === undefined ? store.get(kept) : valueAt(store.get(kept), ...at.split('.'))
  return fields ? Object.fromEntries(fields.map((field) => [field, valueAt(value, field) ?? null])) : value
}

/** A patch or manifest with what was kept in the place of its name. */
function filled(patch: unknown, store: Map<string, unknown>): unknown {
  if (typeof patch !== 'object' || patch === null) return patch
  if (Array.isArray(patch)) return patch
  if ('kept' in patch) return resolved(patch as Kept, store)
  return Object.fromEntries(Object.entries(patch).map(([key, part]) => [key, filled(part, store)]))
}

/** RFC 7386. */
function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const target = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}))
  for (const [key, part] of Object.entries(patch)) {
    if (part === null) target.delete(key)
    else target.set(key, merged(target.get(key), part))
  }
  return Object.fromEntries(target)
}
