/** What the linter says. */
import type { Place } from '../place.ts'

export type LintCode =
  | 'unknown-field'
  | 'impossible-value'
  | 'never-matches'
  | 'missing-alternative'
  | 'swallows-everything'
  | 'unused-selection'
  | 'unknown-technique'

export interface Lint {
  readonly code: LintCode
  /** `error`: the rule, or a part of it that it needs, can never match. */
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly field?: string
  readonly place: Place
}
