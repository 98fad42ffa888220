/** Is every filter of the rules needed by a benign sample? One that is not hides something that nobody has looked at. */
import { compileRule, logsourceAccepts, type Condition, type Filter, type Rule } from '../../sigma/index.ts'
import type { View } from '../../model/event.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import type { Case } from '../sample.ts'
import { findingsIn, type CheckContext } from './context.ts'

export function checkFilters(detection: Detection, context: CheckContext): Finding[] {
  const { rules, filters, places } = detection
  const finding = findingsIn(places.rule)
  const benign = viewsOf(detection.samples.benign, context)
  const malicious = viewsOf(detection.samples.malicious, context)
  const advice =
    'add the benign case that needs it to samples/benign.jsonl, or remove the filter: what it hides, nobody sees'
  const findings: Finding[] = []
  for (const rule of rules) {
    // A rule that never matches needs no filter, and that it never matches is the finding.
    if (matched(rule, filters, malicious) === 0) continue
    const asWritten = matched(rule, filters, benign)
    for (const name of negatedSelections(rule.detection.condition)) {
      const place = rule.detection.selections.get(name)?.place ?? rule.place
      if (matched(without(rule, name), filters, benign) <= asWritten)
        findings.push(finding('filter-unneeded', place.line, `no benign sample needs “${name}”`, advice))
    }
  }
  for (const filter of filters) {
    const others = filters.filter((other) => other !== filter)
    const needed = rules.some((rule) => matched(rule, others, benign) > matched(rule, filters, benign))
    if (!needed)
      findings.push(
        finding('filter-unneeded', filter.place.line, `no benign sample needs the filter “${filter.title}”`, advice),
      )
  }
  return findings
}

const matched = (rule: Rule, filters: readonly Filter[], views: readonly View[]): number => {
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

function viewsOf(cases: readonly Case[], { sources }: CheckContext): View[] {
  return cases.flatMap(({ records }) =>
    records.flatMap(({ source, record }) => {
      try {
        return sources.get(source)?.viewsOf(record) ?? []
      } catch {
        // A sample that its source cannot read is a finding of its own.
        return []
      }
    }),
  )
}
