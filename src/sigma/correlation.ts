/** Correlations as data: what several matches together mean. */
import { spellingsOf } from './named.ts'
import type { Named } from './named.ts'
import type { Document, Level } from './rule.ts'
import type { Place } from './place.ts'

export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
] as const
export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export interface Correlation extends Document {
  /** Absent where the correlation does not say; the level of the rules stands then. */
  readonly level?: Level
  readonly type: CorrelationType
  /** Ids or names of rules and correlations. */
  readonly rules: readonly string[]
  readonly groupBy: readonly string[]
  /** Alias -> id or name of a rule -> field. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Milliseconds. */
  readonly timespan: number
  readonly condition: CountCondition
  /** Whether the rules referred to also alert by themselves. */
  readonly generate: boolean
  /** Where each of `rules` is referred to, in the same order. */
  readonly refers: readonly Reference[]
  /** Where the aliases refer to rules: each must be one of `rules`, by its id or by its name. */
  readonly aliasRefers: readonly Reference[]
}

export interface Reference {
  readonly rule: string
  readonly place: Place
}

/** All bounds hold together. For `temporal` and `temporal_ordered` without a condition, `gte` is the number of rules. */
export interface CountCondition {
  readonly gt?: number
  readonly gte?: number
  readonly lt?: number
  readonly lte?: number
  readonly eq?: number
  readonly neq?: number
  /** The fields whose values are counted, summed, averaged; several are counted as one tuple. */
  readonly fields: readonly string[]
}

export const BOUNDS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const

export function meets(count: number, condition: CountCondition): boolean {
  const { gt, gte, lt, lte, eq, neq } = condition
  return (
    (gt === undefined || count > gt) &&
    (gte === undefined || count >= gte) &&
    (lt === undefined || count < lt) &&
    (lte === undefined || count <= lte) &&
    (eq === undefined || count === eq) &&
    (neq === undefined || count !== neq)
  )
}

/**
 * The ids and names of the rules and correlations that do not alert by themselves: some correlation refers to them, and none
 * that does says `generate: true`. With `rules`, it does not matter which of them says the id of a rule and which its name.
 */
export function silencedRules(correlations: readonly Correlation[], rules: readonly Named[] = []): ReadonlySet<string> {
  const spellings = spellingsOf([...rules, ...correlations])
  const generated = new Set(
    correlations
      .filter((correlation) => correlation.generate)
      .flatMap((correlation) => correlation.rules.flatMap((rule) => [rule, ...(spellings.get(rule) ?? [])])),
  )
  return new Set(correlations.flatMap((correlation) => correlation.rules).filter((rule) => !generated.has(rule)))
}
