/** Reads what a thing is known by; without it there is nothing to tell. */
import { RecordError, textAt, valueAt } from 'tallyman/source'

/** A string that is there and not empty. Throws RecordError. */
export function identityAt(record: unknown, path: string): string {
  const text = textAt(record, path)
  if (text === undefined) throw new RecordError(path, 'an id', valueAt(record, path))
  return text
}
