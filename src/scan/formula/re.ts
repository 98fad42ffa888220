/** What every match of a regular expression must contain. */
import type { ReTest } from '../../sigma/rule.ts'
import type { Needle } from './predicate.ts'

/** Sets of needles; every text that matches has one of each. None where nothing is certain. */
export function neededByRe(_test: ReTest): Needle[][] {
  return []
}
