/** Which groups a hit belongs to, and which values it counts for. */
import type { Correlation } from '../correlation.ts'
import { textOf } from '../field.ts'
import type { Arrival } from './hit.ts'

export type Read = (event: unknown, field: string) => unknown[]

/** An array in an event puts a hit into several groups; beyond so many it is an attack on memory. */
const MOST_COMBINATIONS = 32

/**
 * Every combination of the values that the hit has for the fields; none where one of them is missing or null. A field that is an
 * alias is read by the name it has in events of the hit's rule; of an inner correlation, by its own group first.
 */
export function combinations<T>(
  arrival: Arrival<T>,
  fields: readonly string[],
  correlation: Correlation,
  read: Read,
): string[][] {
  let combined: string[][] = [[]]
  for (const field of fields) {
    const values = valuesOf(arrival, field, correlation, read)
    combined = combined.flatMap((start) => values.map((value) => [...start, value])).slice(0, MOST_COMBINATIONS)
  }
  return combined
}

function valuesOf<T>(arrival: Arrival<T>, field: string, correlation: Correlation, read: Read): string[] {
  const inner = arrival.group?.find(([name]) => name === field)
  if (inner !== undefined) return [inner[1]]
  const alias = correlation.aliases.get(field)
  const name = alias?.get(arrival.name ?? arrival.rule) ?? alias?.get(arrival.rule) ?? field
  const values = read(arrival.event, name)
  const [only] = values
  if (values.length === 1) return textOf(only) === undefined ? [] : [textOf(only) ?? '']
  return [...new Set(values.flatMap((value) => textOf(value) ?? []))]
}

/** One string for a list of them, such that different lists are different strings. */
export function keyOf(values: readonly string[]): string {
  const [only] = values
  return values.length === 1 && only !== undefined ? only : values.map((value) => `${value.length}:${value}`).join('')
}
