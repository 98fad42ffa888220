/** What the collector believes to exist in a cluster, so that a change can be told as a difference, and what went in a gap be missed. */
import type { JsonObject } from '../../model/record.ts'

export interface Identity {
  /** The object's `resourceVersion`: it differs where anything does. */
  readonly version: string
  readonly name: string
  readonly namespace: string | undefined
}

/** Of one kind of object, by the uid that the API server gave it. */
export interface Shelf {
  identity(uid: string): Identity | undefined
  /** The uid of what bears that name. */
  bearer(name: string, namespace: string | undefined): string | undefined
  /** As it was when it was seen last; nothing where it is not kept any more. */
  object(uid: string): JsonObject | undefined
  learn(uid: string, identity: Identity, object: JsonObject): void
  forget(uid: string): void
  entries(): IterableIterator<[string, Identity]>
}

export interface InventoryLimits {
  /** Of all objects together, in characters of JSON. Of the one that has not changed for longest only the identity is kept on. */
  readonly characters: number
  /** Objects of one kind that are known at all: more are told, but not compared, and not missed when they are gone. */
  readonly objects: number
}

const LIMITS: InventoryLimits = { characters: 256 * 1024 * 1024, objects: 200_000 }

/** Gives a shelf for each kind; all share one limit. */
export function createInventory({ characters, objects }: InventoryLimits = LIMITS): () => Shelf {
  // As text, which takes a fraction of the memory. A Map iterates in the order of insertion: to touch is to insert again.
  const texts = new Map<string, string>()
  let held = 0

  const drop = (uid: string): void => {
    held -= texts.get(uid)?.length ?? 0
    texts.delete(uid)
  }
  const keep = (uid: string, text: string): void => {
    drop(uid)
    texts.set(uid, text)
    held += text.length
    for (const [stalest] of texts) {
      if (held <= characters) break
      drop(stalest)
    }
  }
  return () => {
    const identities = new Map<string, Identity>()
    const bearers = new Map<string, string>()
    return {
      identity: (uid) => identities.get(uid),
      bearer: (name, namespace) => bearers.get(fullName({ name, namespace })),
      object: (uid) => {
        const text = texts.get(uid)
        return text === undefined ? undefined : (JSON.parse(text) as JsonObject)
      },
      learn(uid, identity, object) {
        if (!identities.has(uid) && identities.size >= objects) return
        identities.set(uid, identity)
        bearers.set(fullName(identity), uid)
        keep(uid, JSON.stringify(object))
      },
      forget(uid) {
        const known = identities.get(uid)
        if (known && bearers.get(fullName(known)) === uid) bearers.delete(fullName(known))
        identities.delete(uid)
        drop(uid)
      },
      entries: () => identities.entries(),
    }
  }
}

const fullName = ({ name, namespace }: Pick<Identity, 'name' | 'namespace'>): string => `${namespace ?? ''}/${name}`
