/** The manifest: what is known of clusters, pods, containers, images and nodes, learnt from the events themselves. */
import { entityKey } from '../model/entity.ts'
import type { Entity } from '../model/entity.ts'
import type { Fact } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'

type Subject = Pick<Entity, 'type' | 'uid'>
type Known = Fact['object'] & { readonly relation: Fact['relation'] }

export interface Manifest {
  /** An event has named it: its id, and what people call it. */
  meet(entity: Entity): void
  learn(fact: Fact): void
  /** Everything known of a subject, newest last; empty where nothing is known yet. */
  about(subject: Subject): readonly Known[]
  /** What people called it last; nothing where nobody did. */
  nameOf(subject: Subject): string | undefined
  /** The whole id of a container of which only the first digits are known; nothing where none or several begin so. */
  containerBy(prefix: string): string | undefined
}

/** `capacity`: how many subjects are kept; what was not heard of for longest is forgotten first. */
export function createManifest(capacity = 200_000): Manifest {
  const subjects = createRecent<string, Map<string, Known>>(capacity)
  const prefixes = createRecent<string, string | null>(capacity)
  const names = createRecent<string, string>(capacity)

  const remember = (subject: Subject): void => {
    if (subject.type !== 'container' || subject.uid.length !== FULL_ID) return
    const prefix = subject.uid.slice(0, SHORT_ID)
    const known = prefixes.get(prefix)
    // Two containers that begin alike: then the short form names neither.
    prefixes.set(prefix, known === undefined || known === subject.uid ? subject.uid : null)
  }

  return {
    meet(entity) {
      remember(entity)
      if (entity.name !== undefined) names.set(entityKey(entity), entity.name)
    },
    learn({ subject, relation, object }) {
      remember(subject)
      remember(object)
      const key = entityKey(subject)
      const known = subjects.get(key) ?? new Map<string, Known>()
      // A container is part of one pod and runs on one node: the newest word stands. Networks and addresses add up.
      const slot =
        relation === 'attached-to' || relation === 'has-address'
          ? `${relation} ${entityKey(object)}`
          : `${relation} ${object.type}`
      known.delete(slot)
      known.set(slot, { ...object, relation })
      subjects.set(key, known)
    },
    about: (subject) => [...(subjects.get(entityKey(subject))?.values() ?? [])],
    nameOf: (subject) => names.get(entityKey(subject)),
    containerBy: (prefix) => prefixes.get(prefix.slice(0, SHORT_ID)) ?? undefined,
  }
}

const FULL_ID = 64
const SHORT_ID = 12
