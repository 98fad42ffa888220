/** What carries records: a source's own envelope, or an array or a cloud's message, which everyone knows. */
import { carried, type Room } from './carrier.ts'
import type { Source } from './source.ts'

/** An envelope holds records, or an envelope of them; a record is never deeper inside than this. */
export const MAX_ENVELOPES = 4

/** What `value` carries; nothing where it is no envelope. One room for all that is unwrapped of one document. */
export function unwrap(sources: Iterable<Source>, value: unknown, room: Room): readonly unknown[] | undefined {
  for (const source of sources) {
    const inner = source.unwrap?.(value)
    if (inner) return inner
  }
  return Array.isArray(value) ? value : carried(value, room)
}
