/** What the readers of one kind of record are given and what they give; the source adds the time and the record itself. */
import type { Draft, JsonObject } from 'tallyman/source'

export interface Told extends Omit<Draft, 'time' | 'raw' | 'fields'> {
  /** What we work out, beside the record's own fields. */
  readonly derived: JsonObject
}

/** An inspect or an element of a list, in the API's words, and what it is of. */
export interface Snapshot {
  readonly kind: 'container' | 'image' | 'network' | 'volume' | 'info'
  readonly object: JsonObject
  /** The name of the node that the engine runs on, where the collector asked for it. */
  readonly node?: string
}
