/** A rule, its filters and the words for its placeholders, made one expression. */
import { filterApplies } from '../filter.ts'
import type { Filter } from '../filter.ts'
import { fillPlaceholders } from '../parse/placeholder.ts'
import { parseChain } from '../parse/modifier.ts'
import { buildTests } from '../parse/wanted.ts'
import { SigmaError, SigmaErrors } from '../place.ts'
import type {
  Condition,
  Detection,
  Expression,
  FieldSearch,
  KeywordSearch,
  PlaceholderTest,
  Rule,
  Search,
  Test,
  Wanted,
} from '../rule.ts'

export type Placeholders = ReadonlyMap<string, readonly string[]>

/** Throws `SigmaErrors` for each value with a placeholder that there are no words for, or whose words do not fit. */
export function bindRule(rule: Rule, filters: readonly Filter[], placeholders: Placeholders): Expression {
  const errors: SigmaError[] = []
  const detections = [rule, ...filters.filter((filter) => filterApplies(filter, rule))].map(
    ({ detection }) => detection,
  )
  const of = detections.map((detection) =>
    expressionOf(detection, (search) => bindSearch(search, placeholders, errors)),
  )
  if (errors.length > 0) throw new SigmaErrors(errors)
  const [only] = of
  return of.length === 1 && only !== undefined ? only : { kind: 'and', of }
}

/** The condition with its selections in their places. */
export function expressionOf(
  detection: Detection,
  bind: (search: Search) => Expression = (search) => search,
): Expression {
  const selections = new Map<string, Expression>()
  for (const { name, search, place } of detection.selections.values())
    selections.set(name, { kind: 'selection', name, of: bind(search), place })
  const named = (name: string): Expression => {
    const selection = selections.get(name)
    if (selection === undefined) throw new Error(`there is no selection '${name}'`)
    return selection
  }
  const resolve = (condition: Condition): Expression => {
    switch (condition.kind) {
      case 'selection':
        return named(condition.name)
      case 'not':
        return { kind: 'not', of: resolve(condition.of) }
      case 'at-least':
        return { kind: 'at-least', count: condition.count, of: condition.names.map(named), written: condition.written }
      default:
        return { kind: condition.kind, of: condition.of.map(resolve) }
    }
  }
  return resolve(detection.condition)
}

function bindSearch(search: Search, placeholders: Placeholders, errors: SigmaError[]): Expression {
  if (search.kind === 'and' || search.kind === 'or')
    return { kind: search.kind, of: search.of.map((member) => bindSearch(member, placeholders, errors)) }
  if (!search.values.some((value) => value.tests.some((test) => test.kind === 'placeholder'))) return search
  return { ...search, values: search.values.map((value) => bindValue(search, value, placeholders, errors)) }
}

function bindValue(
  search: FieldSearch | KeywordSearch,
  value: Wanted,
  placeholders: Placeholders,
  errors: SigmaError[],
): Wanted {
  const tests = value.tests.flatMap((test): Test[] => {
    if (test.kind !== 'placeholder') return [test]
    try {
      return fill(test, search, placeholders)
    } catch (error) {
      const path = search.kind === 'field' ? [search.field, ...search.modifiers].join('|') : 'keywords'
      errors.push(
        new SigmaError(value.place, path, error instanceof Error ? error.message : String(error), { cause: error }),
      )
      return []
    }
  })
  return { ...value, tests }
}

function fill(test: PlaceholderTest, search: FieldSearch | KeywordSearch, placeholders: Placeholders): Test[] {
  const missing = test.names.filter((name) => (placeholders.get(name) ?? []).length === 0)
  if (missing.length > 0)
    throw new Error(`no words are given for the placeholder ${missing.map((name) => `%${name}%`).join(', ')}`)
  const { expand: _, ...chain } = parseChain(search.modifiers)
  return fillPlaceholders(test.text, placeholders).flatMap((text) =>
    buildTests({ value: text, source: text }, { ...chain, expand: false }),
  )
}
