/** A Sigma rule's detection: its selections, its condition, and the fields it names. */
import type { Condition, Detection, FieldUse, Rule, Search, Selection } from '../rule.ts'
import { parseCondition } from './condition.ts'
import { parseDocument, parseLevel, parseLogsource } from './document.ts'
import { entryOf } from './node.ts'
import type { Entry, Mapping, Node } from './node.ts'
import { attempt } from './problems.ts'
import type { Problems } from './problems.ts'
import { itemsOf, textOfNode } from './scalar.ts'
import { parseSelection } from './selection.ts'

export function parseRule(map: Mapping, problems: Problems): Rule | undefined {
  const document = parseDocument(map, problems)
  const level = parseLevel(map, problems)
  const logsource = parseLogsource(map, problems)
  const entry = entryOf(map, 'detection')
  const detection = entry && parseDetection(entry, problems)
  if (detection === undefined) return undefined
  return { ...document, level, logsource, detection, fields: () => fieldsOf(detection) }
}

function parseDetection(detection: Entry, problems: Problems): Detection | undefined {
  if (detection.value.kind !== 'map') {
    problems.add(detection.value, 'a detection is a map of selections and a condition')
    return undefined
  }
  return parseSelections(detection.value, [], problems)
}

/** The selections and the condition of a map, of which the other names mean something else. */
export function parseSelections(map: Mapping, others: readonly string[], problems: Problems): Detection | undefined {
  const selections = new Map<string, Selection>()
  const names: string[] = []
  let conditions: Node | undefined
  for (const { key, value } of map.entries) {
    const name = key.source
    if (name === 'condition') conditions = value
    else if (name === 'timeframe') problems.add(key, "'timeframe' is not Sigma any more: use a correlation")
    else if (!others.includes(name)) {
      names.push(name)
      const search = parseSelection(value, problems)
      if (search !== undefined) selections.set(name, { name, search, place: key.place })
    }
  }
  if (conditions === undefined) {
    problems.add(map, "the 'condition' is missing")
    return undefined
  }
  const of = itemsOf(conditions).map((node) => parseOne(node, names, problems))
  const [only] = of
  if (of.length === 0) problems.add(conditions, "the 'condition' is empty")
  if (only === undefined || of.includes(undefined)) return undefined
  return {
    selections,
    condition: of.length === 1 ? only : { kind: 'or', of: of.filter((condition) => condition !== undefined) },
  }
}

function parseOne(node: Node, names: readonly string[], problems: Problems): Condition | undefined {
  const text = textOfNode(node, problems)
  return text === undefined ? undefined : attempt(problems, node, () => parseCondition(text, names))
}

function fieldsOf(detection: Detection): FieldUse[] {
  const uses: FieldUse[] = []
  for (const { name, search } of detection.selections.values()) collect(search, name, uses)
  return uses
}

function collect(search: Search, selection: string, uses: FieldUse[]): void {
  if (search.kind === 'and' || search.kind === 'or') for (const member of search.of) collect(member, selection, uses)
  if (search.kind !== 'field') return
  const { field, modifiers, values, place } = search
  uses.push({ field, selection, modifiers, values: values.map((value) => value.written), place })
  for (const value of values)
    for (const test of value.tests)
      if (test.kind === 'fieldref')
        uses.push({ field: test.field, selection, modifiers: [], values: [], place: value.place })
}
