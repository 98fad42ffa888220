/** The condition of a correlation: bounds of a count, and the fields that are counted. */
import { BOUNDS } from '../correlation.ts'
import type { CorrelationType, CountCondition } from '../correlation.ts'
import { entryOf, nameOf } from './node.ts'
import type { Mapping, Node } from './node.ts'
import type { Problems } from './problems.ts'
import { textList } from './scalar.ts'

/** Without a condition, `temporal` and `temporal_ordered` want all of their so many rules. */
export function parseCountCondition(
  section: Mapping,
  type: CorrelationType,
  rules: number,
  problems: Problems,
): CountCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered'
  const map = entryOf(section, 'condition')?.value
  if (map === undefined && temporal) return { gte: rules, fields: [] }
  if (map?.kind !== 'map') {
    problems.add(map ?? section, `the 'condition' of the correlation is missing: a map of ${BOUNDS.join(', ')}`)
    return { fields: [] }
  }
  const bounds = parseBounds(map, problems)
  const fields = textList(map, 'field', problems)
  checkFields(map, type, fields, problems)
  const unbounded = Object.keys(bounds).length === 0
  if (unbounded && temporal) return { gte: rules, fields }
  if (unbounded) problems.add(map, `the condition needs one of ${BOUNDS.join(', ')}`)
  const most = temporal ? rules : Number.POSITIVE_INFINITY
  if (COUNTS.includes(type) && !isMeetable(bounds, most))
    problems.add(map, 'no count can meet this condition: it is decided at each hit, so that a count is at least 1')
  return { ...bounds, fields }
}

/** The types whose condition is about a whole number; the others are about a sum, an average, a share. */
const COUNTS: readonly CorrelationType[] = ['event_count', 'value_count', 'temporal', 'temporal_ordered']

/** Whether some whole number from 1 to the most there can be meets the condition. */
function isMeetable({ gt, gte, lt, lte, eq, neq }: Bounds, most: number): boolean {
  const least = Math.max(1, Math.ceil(gte ?? 1), Math.floor(gt ?? 0) + 1, eq ?? 1)
  const highest = Math.min(most, Math.floor(lte ?? most), Math.ceil(lt ?? most + 1) - 1, eq ?? most)
  if (eq !== undefined && !Number.isInteger(eq)) return false
  return least < highest || (least === highest && least !== neq)
}

type Bounds = Partial<Record<(typeof BOUNDS)[number], number>>

function parseBounds(map: Mapping, problems: Problems): Bounds {
  const bounds: Bounds = {}
  for (const entry of map.entries) {
    const bound = BOUNDS.find((name) => name === nameOf(entry))
    if (bound !== undefined) bounds[bound] = numberOf(entry.value, problems)
    else if (nameOf(entry) !== 'field') problems.add(entry.key, `'${nameOf(entry)}' is not one of ${BOUNDS.join(', ')}`)
  }
  return bounds
}

function checkFields(map: Mapping, type: CorrelationType, fields: readonly string[], problems: Problems): void {
  if (!type.startsWith('value_')) {
    if (fields.length > 0) problems.add(map, `the condition of ${type} takes no 'field'`)
  } else if (fields.length === 0) problems.add(map, `the condition of ${type} needs a 'field'`)
  else if (fields.length > 1 && type !== 'value_count') problems.add(map, `the condition of ${type} takes one 'field'`)
}

function numberOf(node: Node, problems: Problems): number {
  if (node.kind === 'scalar' && typeof node.value === 'number' && Number.isFinite(node.value)) return node.value
  problems.add(node, 'a number is expected here')
  return 0
}
