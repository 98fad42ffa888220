/** Events as goldens: whole, but what the sample beside them already says is not said again, so that a change can be read. */
import { isDeepStrictEqual } from 'node:util'
import type { Redundant } from '../src/ingest/source.ts'
import { isObject } from '../src/ingest/read.ts'
import type { Event } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'

/** Of `raw` only where it differs from the record, of the fields only those that the record does not have. */
export function goldenOf(read: Event | Redundant, record: JsonObject, line: number): unknown {
  if ('redundant' in read) return { line, ...read }
  const { raw, views, place: _, ...event } = plain(read)
  return {
    line,
    ...event,
    time: new Date(event.time).toISOString(),
    redacted: differences(record, raw, ''),
    views: views.map(({ logsource, fields }) => ({
      logsource,
      fields: Object.fromEntries(
        Object.entries(fields).filter(([name, value]) => !isDeepStrictEqual(raw[name], value)),
      ),
    })),
  }
}

/** With what is worked out only when somebody asks. */
const plain = (event: Event): Event => ({ ...event, uid: event.uid, message: event.message })

/** What stands in `after` where `before` has something else, by JSON pointer. */
function differences(before: unknown, after: unknown, path: string): { readonly [path: string]: unknown } {
  if (isDeepStrictEqual(before, after)) return {}
  if (!isInner(before) || !isInner(after)) return { [path]: after ?? null }
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return Object.assign({}, ...[...names].map((name) => differences(before[name], after[name], `${path}/${name}`))) as {
    readonly [path: string]: unknown
  }
}

const isInner = (value: unknown): value is JsonObject => isObject(value) || Array.isArray(value)
