/** What the readers of one kind of record are given and what they give; the source adds the record itself. */
import type { Draft, JsonObject } from 'tallyman/source'

export interface Told extends Omit<Draft, 'raw' | 'fields'> {
  /** What we work out, beside the record's own fields. */
  readonly derived: JsonObject
}

/** How a container, a pod or an image stood at a moment. */
export interface Snapshot {
  readonly kind: 'container' | 'pod' | 'image'
  /** Under CRI's names: an element of a list, or the `status` of an inspect. */
  readonly status: JsonObject
  /** What the runtime adds in an inspect: the configuration, the OCI specification. */
  readonly info: JsonObject
  /** Epoch milliseconds, where whoever asked says when. */
  readonly time: number | undefined
  readonly node: string | undefined
}
