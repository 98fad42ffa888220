/** The compiled rule: does this event match, and why. */
import type { Filter } from '../filter.ts'
import type { Expression, Rule } from '../rule.ts'
import { bindRule } from './bind.ts'
import type { Placeholders } from './bind.ts'
import { explainExpression } from './explain.ts'
import type { Explanation } from './explain.ts'
import { compileSearch } from './search.ts'
import type { Matcher } from './search.ts'

export interface CompileOptions {
  /** The words that each placeholder stands for; they may hold wildcards. */
  readonly placeholders?: ReadonlyMap<string, readonly string[]>
  /** Those that name the rule are added to its condition. */
  readonly filters?: readonly Filter[]
}

export interface CompiledRule {
  readonly rule: Rule
  /** What is decided, as data: selections in their places, placeholders replaced, filters added. */
  readonly expression: Expression
  /** Whether the event matches; the log source is the caller's business (`logsourceAccepts`). Linear in the event. */
  matches(event: object): boolean
  explain(event: object): Explanation
}

/** Makes a rule ready to be matched. Throws `SigmaErrors` where a placeholder has no words. */
export function compileRule(rule: Rule, options: CompileOptions = {}): CompiledRule {
  const placeholders: Placeholders = options.placeholders ?? new Map()
  const expression = bindRule(rule, options.filters ?? [], placeholders)
  // Of thousands of rules, most speak about log sources that never come.
  let matches: Matcher | undefined
  return {
    rule,
    expression,
    matches: (event) => (matches ??= compileExpression(expression))(event),
    explain: (event) => explainExpression(expression, event),
  }
}

function compileExpression(expression: Expression): Matcher {
  switch (expression.kind) {
    case 'field':
    case 'keyword':
      return compileSearch(expression)
    case 'selection':
      return compileExpression(expression.of)
    case 'not': {
      const inner = compileExpression(expression.of)
      return (event) => !inner(event)
    }
    default: {
      // What is cheap decides first: often enough it decides alone.
      const of = expression.of.toSorted((a, b) => costOf(a) - costOf(b)).map(compileExpression)
      if (expression.kind === 'and') return (event) => of.every((matches) => matches(event))
      if (expression.kind === 'or') return (event) => of.some((matches) => matches(event))
      return atLeast(expression.count, of)
    }
  }
}

/** About how much work it is to say no. */
function costOf(expression: Expression): number {
  switch (expression.kind) {
    case 'keyword':
      return KEYWORD
    case 'field':
      return Math.max(1, ...expression.values.flatMap(({ tests }) => tests.map(({ kind }) => (kind === 're' ? RE : 1))))
    case 'selection':
    case 'not':
      return costOf(expression.of)
    default:
      return expression.of.reduce((sum, each) => sum + costOf(each), 0)
  }
}
const [RE, KEYWORD] = [100, 1_000]

function atLeast(count: number, of: readonly Matcher[]): Matcher {
  return (event) => {
    let held = 0
    for (const matches of of) if (matches(event) && ++held === count) return true
    return false
  }
}
