/** Finds what is wrong with a rule although it is Sigma: above all, that it can never fire. */
import { expressionOf } from '../match/bind.ts'
import { logsourceAccepts } from '../logsource.ts'
import type { Expression, FieldSearch, KeywordSearch, Rule } from '../rule.ts'
import { waysOf } from './conjunction.ts'
import { lintFields } from './fields.ts'
import type { Lint } from './finding.ts'
import type { Schema } from './schema.ts'
import { lintSwallowing } from './swallow.ts'
import { lintWays } from './ways.ts'

export interface LintOptions {
  /** Ids of the ATT&CK techniques there are (`T1611`, `T1552.007`); without it, tags are not looked at. */
  readonly techniques?: ReadonlySet<string>
}

/**
 * Lints a rule against the schemas of the log sources that it speaks about; what no schema describes is not judged. In the order
 * of places.
 */
export function lintRule(rule: Rule, schemas: readonly Schema[], options: LintOptions = {}): Lint[] {
  const expression = expressionOf(rule.detection)
  const searches = searchesOf(expression, true)
  const own = schemas.filter((schema) => logsourceAccepts(rule.logsource, schema.logsource))
  const ways = waysOf(expression)
  const lints = [
    ...lintFields(searches, own),
    ...(ways === undefined ? [] : lintWays(rule, ways, own)),
    ...lintSwallowing(searches.map(({ search }) => search)),
    ...lintSelections(rule, expression),
    ...lintTags(rule, options.techniques),
  ]
  return lints.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
}

/** Every line of the rule, and whether it is to hold or not to hold. */
function searchesOf(expression: Expression, holds: boolean): { search: FieldSearch | KeywordSearch; holds: boolean }[] {
  if (expression.kind === 'field' || expression.kind === 'keyword') return [{ search: expression, holds }]
  if (expression.kind === 'not') return searchesOf(expression.of, !holds)
  if (expression.kind === 'selection') return searchesOf(expression.of, holds)
  const found = expression.of.flatMap((member) => searchesOf(member, holds))
  return found
}

function lintSelections(rule: Rule, expression: Expression): Lint[] {
  const used = new Set(selectionsOf(expression))
  return [...rule.detection.selections.values()]
    .filter(({ name }) => !used.has(name))
    .map(({ name, place }) => ({
      code: 'unused-selection',
      severity: 'warning',
      message: `the condition does not use the selection '${name}'`,
      place,
    }))
}

function selectionsOf(expression: Expression): string[] {
  if (expression.kind === 'field' || expression.kind === 'keyword') return []
  if (expression.kind === 'selection') return [expression.name]
  return expression.kind === 'not' ? selectionsOf(expression.of) : expression.of.flatMap(selectionsOf)
}

function lintTags(rule: Rule, techniques: ReadonlySet<string> | undefined): Lint[] {
  if (techniques === undefined) return []
  return rule.tags.flatMap((tag): Lint[] => {
    const id = /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase()
    if (id === undefined || techniques.has(id)) return []
    return [
      { code: 'unknown-technique', severity: 'warning', message: `ATT&CK has no technique ${id}`, place: rule.place },
    ]
  })
}
