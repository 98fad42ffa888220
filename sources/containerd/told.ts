/** What the readers of one kind of record give; the source adds the time and the record itself. */
import type { Draft, JsonObject } from 'tallyman/source'

export interface Told extends Omit<Draft, 'time' | 'raw' | 'fields'> {
  /** What we work out, beside the record's own fields. */
  readonly derived: JsonObject
}
