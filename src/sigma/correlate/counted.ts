/** What a hit counts for. */
import type { Correlation } from '../correlation.ts'
import { numberFrom } from '../field.ts'
import type { Arrival } from './hit.ts'
import { NO_KEYS, Several, compileKeys } from './key.ts'
import type { Key, Keys, Read } from './key.ts'

/** Reads the values that hits of one rule count for: none where a hit does not count. */
export function compileCounted<T>(
  correlation: Correlation,
  rule: number,
  read: Read | undefined,
): (arrival: Arrival<T>) => Keys {
  const { type, condition } = correlation
  const ruleOnly = String(rule)
  if (type === 'temporal') return () => ruleOnly
  const keys = compileKeys<T>(condition.fields, correlation, read)
  const isNumber = (value: Key): boolean => numberFrom(value) !== undefined
  const numeric = type === 'value_sum' || type === 'value_avg'
  return (arrival) => {
    // An inner correlation that goes on is present, but it has not happened once more.
    if (!arrival.told) return NO_KEYS
    const values = keys(arrival)
    if (!numeric) return values
    if (values instanceof Several) return new Several(values.keys.filter(isNumber))
    return isNumber(values) ? values : NO_KEYS
  }
}
