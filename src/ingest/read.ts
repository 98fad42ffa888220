/** Reads fields of a raw record by path, and says what is wrong with one that is not as its source promises. */
import type { JsonObject } from '../model/record.ts'
import { RecordError } from './errors.ts'

/** Whether a value from outside is a JSON object (an array is not). */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Way {
  readonly keys: readonly string[]
  /** No key is one that objects or arrays have by themselves, so that what is found is their own. */
  readonly plain: boolean
}

/** Paths are written in sources, and few: each is parted once. */
const ways = new Map<string, Way>()

function wayOf(path: string): Way {
  const known = ways.get(path)
  if (known) return known
  const keys = path.split('.')
  const way = { keys, plain: !keys.some((key) => key in Array.prototype) }
  ways.set(path, way)
  return way
}

/** What stands at a dotted path of own properties; a number names an array's element. `undefined` where the way is barred. */
export function valueAt(value: unknown, path: string): unknown {
  const { keys, plain } = wayOf(path)
  let at = value
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!
    if (typeof at !== 'object' || at === null || (!plain && !Object.hasOwn(at, key))) return undefined
    at = (at as JsonObject)[key]
  }
  return at
}

/** A string that must be there. */
export function stringAt(record: unknown, path: string): string {
  const value = valueAt(record, path)
  if (typeof value !== 'string') throw new RecordError(path, 'a string', value)
  return value
}

/** A string, or nothing: whatever else stands there is not believed. */
export function textAt(record: unknown, path: string): string | undefined {
  const value = valueAt(record, path)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** What a thing is known by, without which there is nothing to tell: a string that must be there, and not empty. */
export function identityAt(record: unknown, path: string): string {
  const text = textAt(record, path)
  if (text === undefined) throw new RecordError(path, 'an id', valueAt(record, path))
  return text
}

export function numberAt(record: unknown, path: string): number | undefined {
  const value = valueAt(record, path)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function objectAt(record: unknown, path: string): JsonObject | undefined {
  const value = valueAt(record, path)
  return isObject(value) ? value : undefined
}

/** The elements of an array; none where there is no array. */
export function listAt(record: unknown, path: string): readonly unknown[] {
  const value = valueAt(record, path)
  return Array.isArray(value) ? value : []
}

/** The strings of an array; empty ones say nothing. */
export const textsAt = (record: unknown, path: string): string[] =>
  listAt(record, path).filter((item): item is string => typeof item === 'string' && item !== '')

// Date.parse alone takes '1' for a year.
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,18})?(?:[Zz]|[+-]\d\d:\d\d)$/

/** An RFC 3339 time that must be there, as epoch milliseconds. */
export function timeAt(record: unknown, path: string): number {
  const text = stringAt(record, path)
  const time = RFC_3339.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(time)) throw new RecordError(path, 'an RFC 3339 time', valueAt(record, path))
  return time
}

/** The JSON that a text holds. Text that holds none stays text: ingest says of it that it is no object. */
export function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null') as unknown
  } catch {
    return text
  }
}
