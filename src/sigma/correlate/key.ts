/** Which groups a hit belongs to, and which values it counts for. */
import type { Correlation } from '../correlation.ts'
import { parseFieldPath, readField, soleValue, textOf } from '../field.ts'
import { NOTHING } from './hit.ts'
import type { Arrival } from './hit.ts'

export type Read = (event: unknown, field: string) => unknown[]

/** What a group or a value is known by: the value of one field, or those of several. */
export type Key = string | readonly string[]

/** One key, as nearly always, by itself; else any number of them, none twice. */
export type Keys = Key | Several

export class Several {
  readonly keys: readonly Key[]

  constructor(keys: readonly Key[]) {
    this.keys = keys
  }
}

export const NO_KEYS = new Several([])

/** Values of a field: one, as nearly always, by itself; else any number of them, none twice. */
type Texts = string | readonly string[]

/** An array in an event puts a hit into several groups; beyond so many it is an attack on memory. */
const MOST_COMBINATIONS = 32

/**
 * Reads the fields from hits of one rule of a correlation: a key for every combination of their values; none where one of them is
 * missing, null or an object. A field that is an alias is read by the name it has in events of that rule; of an inner
 * correlation, by that one's own group first. `read` is how else than rules do a field of an event is read.
 */
export function compileKeys<T>(
  fields: readonly string[],
  correlation: Correlation,
  read: Read | undefined,
): (arrival: Arrival<T>) => Keys {
  const readers = fields.map((field) => compileField<T>(field, correlation, read))
  const [only] = readers
  if (only === undefined) return () => ''
  if (readers.length === 1) {
    return (arrival) => {
      const texts = only(arrival)
      return typeof texts === 'string' ? texts : new Several(texts)
    }
  }
  return (arrival) => {
    const texts = readers.map((reader) => reader(arrival))
    return texts.every((one) => typeof one === 'string') ? texts : new Several(combine(texts))
  }
}

function combine(texts: readonly Texts[]): readonly (readonly string[])[] {
  let combined: readonly (readonly string[])[] = [[]]
  for (const values of texts.map((one) => (typeof one === 'string' ? [one] : one)))
    combined = combined.flatMap((start) => values.map((value) => [...start, value])).slice(0, MOST_COMBINATIONS)
  return combined
}

function compileField<T>(
  field: string,
  correlation: Correlation,
  read: Read | undefined,
): (arrival: Arrival<T>) => Texts {
  const alias = correlation.aliases.get(field)
  const readers = new Map([field, ...(alias?.values() ?? [])].map((name) => [name, compileRead(name, read)]))
  const plain = compileRead(field, read)
  return (arrival) => {
    const inner = arrival.group?.find(([name]) => name === field)
    if (inner !== undefined) return inner[1]
    if (alias === undefined) return plain(arrival.event)
    const name = alias.get(arrival.name ?? arrival.rule) ?? alias.get(arrival.rule) ?? field
    return (readers.get(name) ?? plain)(arrival.event)
  }
}

function compileRead(field: string, read: Read | undefined): (event: object) => Texts {
  if (read !== undefined) return (event) => textsOf(read(event, field))
  const path = parseFieldPath(field)
  return (event) => textOf(soleValue(event, path)) ?? textsOf(readField(event, path))
}

function textsOf(values: readonly unknown[]): Texts {
  const [only] = values
  if (values.length === 1) return textOf(only) ?? NOTHING
  return [...new Set(values.flatMap((value) => textOf(value) ?? []))].slice(0, MOST_COMBINATIONS)
}
