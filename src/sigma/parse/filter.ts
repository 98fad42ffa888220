/** Sigma filters from their documents. */
import type { Filter } from '../filter.ts'
import { parseSelections } from './detection.ts'
import { parseDocument, parseLogsource } from './document.ts'
import { entryOf } from './node.ts'
import type { Mapping } from './node.ts'
import type { Problems } from './problems.ts'
import { isNull, itemsOf, textOfNode } from './scalar.ts'

export function parseFilter(map: Mapping, problems: Problems): Filter | undefined {
  const document = parseDocument(map, problems)
  const logsource = parseLogsource(map, problems)
  const filter = entryOf(map, 'filter')?.value
  if (filter?.kind !== 'map') {
    problems.add(filter ?? map, 'a filter is a map of rules, selections and a condition')
    return undefined
  }
  const detection = parseSelections(filter, ['rules'], problems)
  const rules = entryOf(filter, 'rules')?.value
  if (rules === undefined || isNull(rules) || itemsOf(rules).length === 0) {
    problems.add(filter, "the 'rules' of the filter are missing")
    return undefined
  }
  const named = itemsOf(rules).flatMap((node) => textOfNode(node, problems) ?? [])
  if (detection === undefined) return undefined
  return { ...document, logsource, rules: rules.kind === 'scalar' && named[0] === 'any' ? 'any' : named, detection }
}
