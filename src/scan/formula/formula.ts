/** A rule as a formula over predicates, with room for what the scan cannot know. */
import type { Predicate } from './predicate.ts'

export type Formula =
  | boolean
  /** True or false, and only a parser can say which. */
  | 'unknown'
  /** No key of the record is said twice; only asked where all else that is asked with it is met. */
  | 'distinct'
  | { readonly kind: 'met'; readonly predicate: Predicate }
  | { readonly kind: 'not'; readonly of: Formula }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Formula[] }

/** A formula without negations but of predicates, and without anything unknown. */
export type Plain =
  | boolean
  | { readonly kind: 'distinct'; readonly wanted: boolean }
  | { readonly kind: 'met'; readonly predicate: Predicate; readonly wanted: boolean }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Plain[] }

export const met = (predicate: Predicate): Formula => ({ kind: 'met', predicate })
export const not = (of: Formula): Formula => ({ kind: 'not', of })
export const and = (...of: Formula[]): Formula => ({ kind: 'and', of })
export const or = (...of: Formula[]): Formula => ({ kind: 'or', of })

/** Whether the formula may hold, all that is unknown being what helps it. */
export const mayHold = (formula: Formula): Plain => settle(formula, true, true)

/** Whether the formula must hold, whatever is unknown. */
export const mustHold = (formula: Formula): Plain => settle(formula, true, false)

/** What is unknown counts as what brings the whole to `unknown`; under a negation, `wanted` is false. */
function settle(formula: Formula, wanted: boolean, unknown: boolean): Plain {
  if (formula === 'unknown') return unknown
  if (typeof formula === 'boolean') return formula === wanted
  if (formula === 'distinct') return { kind: 'distinct', wanted }
  if (formula.kind === 'met') return { kind: 'met', predicate: formula.predicate, wanted }
  if (formula.kind === 'not') return settle(formula.of, !wanted, unknown)
  const kind = (formula.kind === 'and') === wanted ? 'and' : 'or'
  const of: Plain[] = []
  for (const member of formula.of) {
    const plain = settle(member, wanted, unknown)
    if (plain === (kind === 'or')) return plain
    if (typeof plain === 'boolean') continue
    if (plain.kind === kind) of.push(...plain.of)
    else of.push(plain)
  }
  const [only] = of
  if (only === undefined) return kind === 'and'
  return of.length === 1 ? only : { kind, of }
}
