/** Is every filter of the rules needed by a benign sample? One that is not hides something that nobody has looked at. */
import { compileRule, logsourceAccepts, type Condition, type Filter, type Rule } from '../../sigma/index.ts'
import type { View } from '../../model/event.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { findingsIn } from './context.ts'

const ADVICE =
  'add the benign case that needs it to samples/benign.jsonl, or remove the filter: what it hides, nobody sees'

/** The selections that keep a rule from matching, without which no more of the benign views would match. */
export function unneededSelections(rule: Rule, { filters, places }: Detection, benign: readonly View[]): Finding[] {
  const asWritten = matched(rule, filters, benign)
  return [...negatedSelections(rule.detection.condition)]
    .filter((name) => matched(without(rule, name), filters, benign) <= asWritten)
    .map((name) => {
      const { line } = rule.detection.selections.get(name)?.place ?? rule.place
      return findingsIn(places.rule)('filter-unneeded', line, `no benign sample needs “${name}”`, ADVICE)
    })
}

/** The Sigma filters of the package that keep none of its rules from matching a benign view. */
export function unneededFilters({ rules, filters, places }: Detection, benign: readonly View[]): Finding[] {
  return filters
    .filter((filter) => {
      const others = filters.filter((other) => other !== filter)
      return rules.every((rule) => matched(rule, others, benign) <= matched(rule, filters, benign))
    })
    .map(({ title, place }) =>
      findingsIn(places.rule)('filter-unneeded', place.line, `no benign sample needs the filter “${title}”`, ADVICE),
    )
}

/** How many of the views a rule matches. */
export const matched = (rule: Rule, filters: readonly Filter[], views: readonly View[]): number => {
  const { matches } = compileRule(rule, { filters })
  return views.filter(({ fields, logsource }) => logsourceAccepts(rule.logsource, logsource) && matches(fields)).length
}

/** The rule as if nothing ever met that selection. */
function without(rule: Rule, name: string): Rule {
  const { selections } = rule.detection
  const selection = selections.get(name)
  if (!selection) return rule
  const never = { ...selection, search: { kind: 'or', of: [] } } as const
  return { ...rule, detection: { ...rule.detection, selections: new Map([...selections, [name, never]]) } }
}

/** The selections that keep a rule from matching: those below an odd number of `not`. */
function negatedSelections(condition: Condition, negated = false): Set<string> {
  switch (condition.kind) {
    case 'not':
      return negatedSelections(condition.of, !negated)
    case 'selection':
      return new Set(negated ? [condition.name] : [])
    case 'at-least':
      return new Set(negated ? condition.names : [])
    default:
      return new Set(condition.of.flatMap((part) => [...negatedSelections(part, negated)]))
  }
}
