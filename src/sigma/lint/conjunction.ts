/** All the ways in which a rule can match: each a set of searches that must hold, or must not, together. */
import type { Expression, FieldSearch, KeywordSearch } from '../rule.ts'

export interface Literal {
  readonly search: FieldSearch | KeywordSearch
  readonly holds: boolean
}

export type Conjunction = readonly Literal[]

/** More ways than that are not looked through. */
const MOST_WAYS = 1000

/** Undefined where there are too many. */
export function waysOf(expression: Expression): Conjunction[] | undefined {
  try {
    return expand(expression, true)
  } catch (error) {
    if (error === TOO_MANY) return undefined
    throw error
  }
}

const TOO_MANY = Symbol('too many')

function expand(expression: Expression, holds: boolean): Conjunction[] {
  switch (expression.kind) {
    case 'field':
    case 'keyword':
      return [[{ search: expression, holds }]]
    case 'selection':
      return expand(expression.of, holds)
    case 'not':
      return expand(expression.of, !holds)
    case 'and':
      return atLeast(holds ? expression.of.length : 1, expression.of, holds)
    case 'or':
      return atLeast(holds ? 1 : expression.of.length, expression.of, holds)
    default:
      // Not at least n of m: at least m - n + 1 do not hold.
      return atLeast(holds ? expression.count : expression.of.length - expression.count + 1, expression.of, holds)
  }
}

function atLeast(count: number, of: readonly Expression[], holds: boolean): Conjunction[] {
  const [first, ...rest] = of
  if (count === 0) return [[]]
  if (first === undefined || count > of.length) return []
  const own = expand(first, holds)
  const others = atLeast(count - 1, rest, holds)
  if (own.length * others.length > MOST_WAYS) throw TOO_MANY
  const together = own.flatMap((one) => others.map((other) => [...one, ...other]))
  const without = atLeast(count, rest, holds)
  if (together.length + without.length > MOST_WAYS) throw TOO_MANY
  return [...together, ...without]
}
