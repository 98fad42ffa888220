/** Tells what is new of the objects of one kind: compares what is seen with what is believed, and believes it from then on. */
import { diffOf, type Diff } from './diff.ts'
import type { Identity, Shelf } from './inventory.ts'
import { objectRecord, type Observed } from './record.ts'
import type { Resource } from './resource.ts'

export interface Keeper {
  /** Seen in a list; `again`: not the first one, so that what differs has happened while nobody listened. */
  listed(observed: Observed, again: boolean): void
  /** Seen in a watch, while it happened. */
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', observed: Observed): void
  /** What is not among the uids of a whole list is gone. */
  missed(present: ReadonlySet<string>): void
}

export interface KeeperOptions {
  readonly cluster: string
  readonly resource: Resource
  readonly shelf: Shelf
  readonly push: (line: string) => void
}

export function createKeeper({ cluster, resource, shelf, push }: KeeperOptions): Keeper {
  const differs = ({ uid, object }: Observed): Diff | undefined => {
    const before = shelf.object(uid)
    return before && diffOf(before, object)
  }
  const added = (type: 'LISTED' | 'ADDED', observed: Observed, resync: boolean): void => {
    shelf.learn(observed.uid, observed, observed.object)
    push(objectRecord(cluster, { type, object: observed.object, managers: observed.managers, resync }))
  }
  const modified = (observed: Observed, resync: boolean): void => {
    const { uid, object, managers } = observed
    const previous = shelf.identity(uid)?.version
    const diff = differs(observed)
    shelf.learn(uid, observed, object)
    // A heartbeat: it says that the node lives, and nothing else.
    if (diff?.changes.length === 0) return
    push(
      objectRecord(cluster, {
        type: 'MODIFIED',
        object,
        managers,
        resync,
        ...(previous !== undefined && { previous }),
        ...(diff && { diff }),
      }),
    )
  }
  const gone = (uid: string, { name, namespace, version }: Identity): void => {
    // What is no longer kept is at least named.
    const object = shelf.object(uid) ?? {
      apiVersion: resource.versions[0],
      kind: resource.kind,
      metadata: { name, namespace, uid, resourceVersion: version },
    }
    shelf.forget(uid)
    push(objectRecord(cluster, { type: 'DELETED', object, resync: true }))
  }
  return {
    listed(observed, again) {
      const known = shelf.identity(observed.uid)
      if (known?.version === observed.version) return
      // Another one bears its name: the former is gone, and that comes first.
      const former = shelf.bearer(observed.name, observed.namespace)
      const formerly = former === undefined || former === observed.uid ? undefined : shelf.identity(former)
      if (former !== undefined && formerly) gone(former, formerly)
      if (known && again) modified(observed, true)
      else added(again ? 'ADDED' : 'LISTED', observed, again)
    },
    changed(type, observed) {
      const known = shelf.identity(observed.uid)
      if (type === 'DELETED') {
        shelf.forget(observed.uid)
        push(objectRecord(cluster, { type, object: observed.object, managers: observed.managers }))
      } else if (known?.version === observed.version) return
      else if (type === 'MODIFIED' || known) modified(observed, false)
      else added('ADDED', observed, false)
    },
    missed(present) {
      for (const [uid, identity] of [...shelf.entries()].filter(([each]) => !present.has(each))) gone(uid, identity)
    },
  }
}
