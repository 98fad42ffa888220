/** What rules, correlations and filters have in common: identity, description, level. */
import { createHash } from 'node:crypto'
import { LEVELS } from '../rule.ts'
import type { Document, Level } from '../rule.ts'
import type { Logsource } from '../logsource.ts'
import { entryOf } from './node.ts'
import type { Mapping, Node } from './node.ts'
import type { Problems } from './problems.ts'
import { isNull, optionalText, optionalTexts, textList } from './scalar.ts'

export function parseDocument(map: Mapping, problems: Problems): Document {
  const texts = optionalTexts(map, ['name', 'status', 'description', 'author', 'date', 'modified'], problems)
  const id = optionalText(map, 'id', problems) ?? texts.name ?? hashOf(map)
  return {
    ...texts,
    id,
    title: optionalText(map, 'title', problems) ?? texts.name ?? id,
    references: textList(map, 'references', problems),
    falsepositives: textList(map, 'falsepositives', problems),
    tags: textList(map, 'tags', problems),
    taxonomy: optionalText(map, 'taxonomy', problems) ?? 'sigma',
    place: map.place,
  }
}

export function parseLevel(map: Mapping, problems: Problems): Level {
  const written = optionalText(map, 'level', problems)
  const level = LEVELS.find((known) => known === written)
  if (written !== undefined && level === undefined)
    problems.add(entryOf(map, 'level')?.value ?? map, `the level is one of ${LEVELS.join(', ')}`)
  return level ?? 'medium'
}

export function parseLogsource(map: Mapping, problems: Problems): Logsource {
  const entry = entryOf(map, 'logsource')
  if (entry === undefined || isNull(entry.value)) return {}
  if (entry.value.kind !== 'map') {
    problems.add(entry.value, 'a log source is a map of category, product and service')
    return {}
  }
  return optionalTexts(entry.value, ['category', 'product', 'service'], problems)
}

/** An identity for what has none: the same rule has the same, on every machine. */
function hashOf(map: Mapping): string {
  const hex = createHash('sha256')
    .update(JSON.stringify(plain(map)))
    .digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value
  return node.kind === 'list'
    ? node.items.map(plain)
    : node.entries.map((entry) => [entry.key.source, plain(entry.value)])
}
