/** Lengths of time as Sigma writes them: a whole number and one of s, m, h, d. */
import { z } from 'zod'

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

/** In milliseconds. */
export const timespan = z
  .string()
  .regex(/^[1-9]\d{0,8}[smhd]$/, 'should be a whole number and one of s, m, h, d: 90m')
  .transform((text) => Number(text.slice(0, -1)) * UNITS.get(text.slice(-1))!)
