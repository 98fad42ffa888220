/** Filters: conditions added to rules, written once for many of them. */
import { logsourceAccepts } from './logsource.ts'
import type { Logsource } from './logsource.ts'
import type { Detection, Document, Rule } from './rule.ts'

export interface Filter extends Document {
  readonly logsource: Logsource
  /** Ids or names of the rules; `any` for every rule of the log source. */
  readonly rules: readonly string[] | 'any'
  /** Must hold beside the rule's own condition: a filter that excludes says `condition: not selection`. */
  readonly detection: Detection
}

/** Whether the filter speaks about the rule: it names it, and the log source that it names is the rule's. */
export function filterApplies(filter: Filter, rule: Rule): boolean {
  const named =
    filter.rules === 'any' ||
    filter.rules.includes(rule.id) ||
    (rule.name !== undefined && filter.rules.includes(rule.name))
  return named && logsourceAccepts(filter.logsource, rule.logsource)
}
