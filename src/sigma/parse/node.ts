/** What a YAML document says, with the place of every part of it. */
import type { Place } from '../place.ts'
import type { Written } from '../rule.ts'

export type Node = Scalar | List | Mapping

export interface Scalar {
  readonly kind: 'scalar'
  readonly value: Written
  /** As spelled: `0x1F`, where the value is 31. */
  readonly source: string
  readonly place: Place
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Node[]
  readonly place: Place
}

export interface Mapping {
  readonly kind: 'map'
  readonly entries: readonly Entry[]
  readonly place: Place
}

export interface Entry {
  readonly key: Scalar
  readonly value: Node
}

/** The name of an entry: keys are strings, whatever they look like. */
export function nameOf(entry: Entry): string {
  return entry.key.source
}

export function entryOf(map: Mapping, name: string): Entry | undefined {
  return map.entries.find((entry) => nameOf(entry) === name)
}

/** The way from a document to a part of it: `detection.selection.Image|endswith[2]`. Searched for only when there is something to tell. */
export function pathTo(root: Node, target: Node): string {
  return search(root, target, '') ?? ''
}

function search(at: Node, target: Node, path: string): string | undefined {
  if (at === target) return path
  if (at.kind === 'list') {
    for (const [index, item] of at.items.entries()) {
      const found = search(item, target, `${path}[${index}]`)
      if (found !== undefined) return found
    }
  }
  if (at.kind === 'map') {
    for (const entry of at.entries) {
      const here = path === '' ? nameOf(entry) : `${path}.${nameOf(entry)}`
      if (entry.key === target) return here
      const found = search(entry.value, target, here)
      if (found !== undefined) return found
    }
  }
  return undefined
}
