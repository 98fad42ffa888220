/** Why a rule matches an event, or why not: which selection held, which did not, on which field and value. */
import { hasField, parseFieldPath, readField, someLeaf } from '../field.ts'
import type { Place } from '../place.ts'
import type { Expression, FieldSearch, KeywordSearch, Written } from '../rule.ts'
import { compileSearch, compileWanted } from './search.ts'
import { compileTests } from './value.ts'

export type Explanation = ExplainedGroup | ExplainedSearch

interface ExplainedGroup {
  readonly kind: 'and' | 'or' | 'not' | 'at-least' | 'selection'
  readonly holds: boolean
  /** The name of a selection; `1 of filter_*`. */
  readonly name?: string
  readonly place?: Place
  readonly of: readonly Explanation[]
}

export interface ExplainedSearch {
  readonly kind: 'field' | 'keyword'
  readonly holds: boolean
  /** Absent for keywords. */
  readonly field?: string
  readonly modifiers: readonly string[]
  /** Each value looked for, and whether the event meets it. */
  readonly values: readonly { readonly written: Written; readonly met: boolean; readonly place: Place }[]
  /** Whether the event has the field at all. */
  readonly present: boolean
  /** The values of the field; of keywords, those that meet one. No more than a hundred. */
  readonly found: readonly unknown[]
  readonly place: Place
}

const MOST_FOUND = 100

export function explainExpression(expression: Expression, event: unknown): Explanation {
  switch (expression.kind) {
    case 'field':
    case 'keyword':
      return explainSearch(expression, event)
    case 'not': {
      const of = explainExpression(expression.of, event)
      return { kind: 'not', holds: !of.holds, of: [of] }
    }
    case 'selection': {
      const of = explainExpression(expression.of, event)
      return { kind: 'selection', name: expression.name, holds: of.holds, place: expression.place, of: [of] }
    }
    default: {
      const of = expression.of.map((member) => explainExpression(member, event))
      const held = of.filter((member) => member.holds).length
      if (expression.kind === 'at-least')
        return { kind: 'at-least', name: expression.written, holds: held >= expression.count, of }
      return { kind: expression.kind, holds: held >= (expression.kind === 'and' ? of.length : 1), of }
    }
  }
}

function explainSearch(search: FieldSearch | KeywordSearch, event: unknown): ExplainedSearch {
  const { kind, modifiers, place } = search
  const values = search.values.map((wanted) => ({
    written: wanted.written,
    met: compileWanted(search, wanted)(event),
    place: wanted.place,
  }))
  const holds = compileSearch(search)(event)
  if (search.kind === 'keyword') {
    const found = hits(search, event)
    return { kind, holds, modifiers, values, present: found.length > 0, found, place }
  }
  const path = parseFieldPath(search.field)
  const found = readField(event, path).slice(0, MOST_FOUND)
  return { kind, holds, field: search.field, modifiers, values, present: hasField(event, path), found, place }
}

function hits(search: KeywordSearch, event: unknown): unknown[] {
  const test = compileTests(search.values.flatMap((wanted) => wanted.tests))
  const found: unknown[] = []
  someLeaf(event, (value) => {
    if (test(value)) found.push(value)
    return found.length === MOST_FOUND
  })
  return found
}
