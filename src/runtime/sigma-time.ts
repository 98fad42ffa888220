/** When an event of unknown origin happened. */
import { parseFieldPath, readField } from '../sigma/index.ts'

/** Where logs of this field write it, in the order in which it is looked for. */
const USUAL = [
  '@timestamp',
  'timestamp',
  'time',
  'eventTime',
  'EventTime',
  'UtcTime',
  'TimeCreated',
  'stageTimestamp',
  'requestReceivedTimestamp',
].map(parseFieldPath)

const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/i

/** Reads the time of events, by the field named or else the usual ones: epoch milliseconds, NaN where there is none. */
export function createClock(field?: string): (event: object) => number {
  const paths = field === undefined ? USUAL : [parseFieldPath(field)]
  return (event) => {
    for (const path of paths)
      for (const value of readField(event, path)) {
        const time = instantOf(value)
        if (!Number.isNaN(time)) return time
      }
    return Number.NaN
  }
}

/** ISO 8601, UTC where it names no zone; or an epoch as a number or in digits. Nothing else is taken for a time. */
function instantOf(value: unknown): number {
  if (typeof value === 'number') return epoch(value)
  if (typeof value !== 'string') return Number.NaN
  const text = value.trim()
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return epoch(Number(text))
  const [whole, zone] = ISO.exec(text) ?? []
  if (whole === undefined) return Number.NaN
  const said = whole.replace(' ', 'T').replace(',', '.')
  return Date.parse(zone !== undefined || !said.includes('T') ? said : `${said}Z`)
}

/** Seconds, milliseconds, microseconds or nanoseconds: by its size, for any time from 1973 to 5138. */
function epoch(value: number): number {
  for (const [limit, factor] of SCALES) if (value < limit) return value * factor
  return Number.NaN
}
const SCALES = [
  [1e11, 1_000],
  [1e14, 1],
  [1e17, 1e-3],
  [1e20, 1e-6],
] as const
