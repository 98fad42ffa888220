/** How much of a source's records is told: which of their fields change the event beside the record that it keeps. */
import { createRedact } from '../../src/ingest/redact.ts'
import type { Redundant, Source } from '../../src/ingest/source.ts'
import type { Event } from '../../src/model/event.ts'
import type { JsonObject } from '../../src/model/record.ts'

/** Of each field so many records are tried: one may not have what makes it count. */
const TRIES = 3

interface Mapped {
  readonly fields: number
  readonly mapped: number
}

/** Fields are leaves by their path, elements of one list counted as one. */
export function mappedFields(source: Source, events: readonly Event[]): Mapped {
  const fields = new Map<string, { tries: number; mapped: boolean }>()
  for (const event of events) {
    const before = told(source, event.raw, event)
    for (const path of leavesOf(event.raw)) {
      const name = path.map((step) => (typeof step === 'number' ? '[]' : step)).join('\0')
      const field = fields.get(name) ?? { tries: 0, mapped: false }
      fields.set(name, field)
      if (field.mapped || field.tries >= TRIES) continue
      field.tries++
      field.mapped = [undefined, other].some(
        (change) => told(source, changed(event.raw, path, change), event) !== before,
      )
    }
  }
  return { fields: fields.size, mapped: [...fields.values()].filter(({ mapped }) => mapped).length }
}

const context = { redact: createRedact() }

/** What is told beside the record and its own names; a record that cannot be read without the field says so too. */
function told(source: Source, value: JsonObject, { place }: Event): string {
  try {
    return wordsOf(source.read({ place, value }, context))
  } catch {
    return 'unreadable'
  }
}

function wordsOf(event: Event | Redundant): string {
  if ('redundant' in event) return event.redundant
  const { uid: _, raw: __, views, ...rest } = event
  const [own, ...taxonomies] = views
  return JSON.stringify([rest, own?.logsource, own?.fields['derived'], taxonomies])
}

type Path = readonly (string | number)[]

function* leavesOf(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== 'object' || value === null) yield path
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* leavesOf(item, [...path, at])
  else for (const [name, item] of Object.entries(value)) yield* leavesOf(item, [...path, name])
}

const other = (value: unknown): unknown => {
  if (typeof value === 'number') return value + 1
  return typeof value === 'boolean' ? !value : `${String(value)}x`
}

/** A copy in which the leaf is another, or is missing. */
function changed<T>(value: T, [step, ...rest]: Path, change: typeof other | undefined): T {
  if (step === undefined) return change?.(value) as T
  if (Array.isArray(value))
    return value.map((item: unknown, at) => (at === step ? changed(item, rest, change) : item)) as T
  const entries = Object.entries(value as JsonObject).map(([name, item]) => [
    name,
    name === step ? changed(item, rest, change) : item,
  ])
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined)) as T
}
