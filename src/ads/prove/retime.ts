/** Moves a raw record in time, whatever its source: every time that it states moves by the same. */
import type { JsonObject } from '../../model/record.ts'

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?(?:Z|[+-]\d\d:?\d\d)$/
/** Seconds since 1970 in words, as packet filters write them: `1795323125.896224`. */
const EPOCH = /^\d{10}(?:\.(\d{1,9}))?$/
/** A number is a time only where its field says so. */
const NAMED_TIME = /time|stamp|date|created/i
/** Units of epoch times by what they are for a millisecond, the finest first. */
const UNITS = [1_000_000, 1_000, 1, 0.001] as const
const FROM = Date.UTC(2001, 0)
const UNTIL = Date.UTC(2200, 0)

/** How many of the unit a millisecond is, for a number that can be a time of this age. */
const unitOf = (value: number): number | undefined => UNITS.find((unit) => value >= FROM * unit && value < UNTIL * unit)

/** The latest time that the record itself states, or else that something in it does; epoch milliseconds. */
export function timeOf(record: JsonObject): number | undefined {
  const own = timesIn(record, 0)
  const times = own.length > 0 ? own : timesIn(record, Infinity)
  return times.length > 0 ? Math.max(...times) : undefined
}

function timesIn(value: unknown, depth: number, name = ''): number[] {
  if (typeof value === 'string') {
    if (NAMED_TIME.test(name) && EPOCH.test(value)) return [Number(value) * 1000]
    return RFC_3339.test(value) ? [Date.parse(value)] : []
  }
  if (typeof value === 'number') {
    const unit = NAMED_TIME.test(name) ? unitOf(value) : undefined
    return unit === undefined ? [] : [value / unit]
  }
  if (typeof value !== 'object' || value === null || depth < 0) return []
  return Object.entries(value).flatMap(([key, inner]) => timesIn(inner, depth - 1, key))
}

/** The record `delta` milliseconds later. */
export const moved = (record: JsonObject, delta: number): JsonObject =>
  move(record, Math.round(delta), '') as JsonObject

function move(value: unknown, delta: number, name: string): unknown {
  if (typeof value === 'string')
    return NAMED_TIME.test(name) && EPOCH.test(value) ? moveEpoch(value, delta) : moveText(value, delta)
  if (typeof value === 'number') {
    const unit = NAMED_TIME.test(name) ? unitOf(value) : undefined
    return unit === undefined ? value : Math.round(value + delta * unit)
  }
  if (Array.isArray(value)) return value.map((item) => move(item, delta, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, move(inner, delta, key)]))
}

function moveEpoch(text: string, delta: number): string {
  const [, fraction = ''] = EPOCH.exec(text) ?? []
  return (Number(text) + delta / 1000).toFixed(fraction.length)
}

function moveText(text: string, delta: number): string {
  const [whole, fraction = ''] = RFC_3339.exec(text) ?? []
  if (whole === undefined) return text
  // What is finer than a millisecond is kept as it was.
  return new Date(Date.parse(text) + delta).toISOString().replace('Z', `${fraction.slice(3)}Z`)
}
