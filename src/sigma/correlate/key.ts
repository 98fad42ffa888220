/** Which groups a hit belongs to, and which values it counts for. */
import type { Correlation } from '../correlation.ts'
import { parseFieldPath, readField, soleValue, textOf } from '../field.ts'
import type { Arrival } from './hit.ts'

export type Read = (event: unknown, field: string) => unknown[]

/** Every combination of the values that a hit has for some fields; none where one of them is missing, null or an object. */
export type ReadValues<T> = (arrival: Arrival<T>) => readonly (readonly string[])[]

/** An array in an event puts a hit into several groups; beyond so many it is an attack on memory. */
const MOST_COMBINATIONS = 32

const NONE: readonly (readonly string[])[] = []
const ALWAYS: readonly (readonly string[])[] = [[]]

/**
 * Reads the fields from hits of one rule of a correlation. A field that is an alias is read by the name it has in events of that
 * rule; of an inner correlation, by that one's own group first. `read` is how else than rules do a field of an event is read.
 */
export function compileValues<T>(
  fields: readonly string[],
  correlation: Correlation,
  read: Read | undefined,
): ReadValues<T> {
  const readers = fields.map((field) => compileField<T>(field, correlation, read))
  const [only] = readers
  if (only === undefined) return () => ALWAYS
  if (readers.length === 1) return (arrival) => only(arrival).map((value) => [value])
  return (arrival) => {
    let combined: readonly (readonly string[])[] = ALWAYS
    for (const reader of readers) {
      const values = reader(arrival)
      if (values.length === 0) return NONE
      combined = combined.flatMap((start) => values.map((value) => [...start, value])).slice(0, MOST_COMBINATIONS)
    }
    return combined
  }
}

const ONE_KEY: readonly string[] = [keyOf([])]

/** The same as one string each. */
export function compileKeys<T>(
  fields: readonly string[],
  correlation: Correlation,
  read: Read | undefined,
): (arrival: Arrival<T>) => readonly string[] {
  const [only] = fields
  if (only === undefined) return () => ONE_KEY
  if (fields.length === 1) return compileField<T>(only, correlation, read)
  const values = compileValues<T>(fields, correlation, read)
  return (arrival) => values(arrival).map(keyOf)
}

function compileField<T>(
  field: string,
  correlation: Correlation,
  read: Read | undefined,
): (arrival: Arrival<T>) => readonly string[] {
  const alias = correlation.aliases.get(field)
  const readers = new Map([field, ...(alias?.values() ?? [])].map((name) => [name, compileRead(name, read)]))
  const plain = compileRead(field, read)
  return (arrival) => {
    const inner = arrival.group?.find(([name]) => name === field)
    if (inner !== undefined) return [inner[1]]
    if (alias === undefined) return plain(arrival.event)
    const name = alias.get(arrival.name ?? arrival.rule) ?? alias.get(arrival.rule) ?? field
    return (readers.get(name) ?? plain)(arrival.event)
  }
}

function compileRead(field: string, read: Read | undefined): (event: object) => readonly string[] {
  if (read !== undefined) return (event) => textsOf(read(event, field))
  const path = parseFieldPath(field)
  return (event) => {
    const text = textOf(soleValue(event, path))
    return text === undefined ? textsOf(readField(event, path)) : [text]
  }
}

function textsOf(values: readonly unknown[]): string[] {
  return [...new Set(values.flatMap((value) => textOf(value) ?? []))].slice(0, MOST_COMBINATIONS)
}

/** One string for a list of them, such that different lists are different strings. */
export function keyOf(values: readonly string[]): string {
  const [only] = values
  return values.length === 1 && only !== undefined ? only : values.map((value) => `${value.length}:${value}`).join('')
}
