/** What rules and correlations are called: by an id, and by a name if they have one; others refer to them by either. */
import type { Place } from './place.ts'

export interface Named {
  readonly id: string
  readonly name?: string
  readonly place?: Place
}

export function namesOf({ id, name }: Named): string[] {
  return name === undefined || name === id ? [id] : [id, name]
}

/** Whether two names are of the same rule or correlation, as far as those are known. */
export type SameName = (one: string, other: string) => boolean

export function compareNames(documents: readonly Named[]): SameName {
  const spellings = spellingsOf(documents)
  return (one, other) => one === other || (spellings.get(one)?.has(other) ?? false)
}

/** Name -> every name of whatever is called so. */
export function spellingsOf(documents: readonly Named[]): ReadonlyMap<string, ReadonlySet<string>> {
  const spellings = new Map<string, Set<string>>()
  for (const names of documents.map(namesOf))
    for (const name of names) {
      const known = spellings.get(name)
      if (known === undefined) spellings.set(name, new Set(names))
      else for (const other of names) known.add(other)
    }
  return spellings
}
