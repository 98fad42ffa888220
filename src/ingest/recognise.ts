/** Which source a record is of, by its content: a file's name promises nothing. */
import type { JsonObject } from '../model/record.ts'
import type { Source } from './source.ts'
import { unreadRecord } from './unread.ts'

/** The source of `record`, asked of `likely` first: most files are of one source. */
export function recognise(sources: Iterable<Source>, record: JsonObject, likely?: Source): Source | undefined {
  if (likely?.recognises(record)) return likely
  for (const source of sources) if (source !== likely && source.recognises(record)) return source
  return undefined
}

const FIELDS_SHOWN = 8
const NAME_SHOWN = 40

/** What a person needs to see of a record that no source knows: what it looks like, or else its fields, not its values. */
export function hintOf(record: JsonObject): string {
  const format = unreadRecord(record)
  if (format !== undefined) return format
  const names = Object.keys(record)
  if (names.length === 0) return 'no source knows a record without fields'
  const shown = names.slice(0, FIELDS_SHOWN).map((name) => JSON.stringify(name.slice(0, NAME_SHOWN)))
  const more = names.length > FIELDS_SHOWN ? ` and ${names.length - FIELDS_SHOWN} more` : ''
  return `no source knows a record with the fields ${shown.join(', ')}${more}`
}
