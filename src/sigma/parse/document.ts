/** What rules, correlations and filters have in common: identity, description, level. */
import { createHash } from 'node:crypto'
import { LEVELS } from '../rule.ts'
import type { Document, Level } from '../rule.ts'
import type { Logsource } from '../logsource.ts'
import { entryOf } from './node.ts'
import type { Mapping, Node } from './node.ts'
import type { Problems } from './problems.ts'
import { isNull, optionalText, textList } from './scalar.ts'

export function parseDocument(map: Mapping, problems: Problems): Document {
  const name = optionalText(map, 'name', problems)
  const id = optionalText(map, 'id', problems) ?? name ?? hashOf(map)
  const description = optionalText(map, 'description', problems)
  const status = optionalText(map, 'status', problems)
  const author = optionalText(map, 'author', problems)
  const date = optionalText(map, 'date', problems)
  const modified = optionalText(map, 'modified', problems)
  return {
    id,
    ...(name === undefined ? {} : { name }),
    title: optionalText(map, 'title', problems) ?? name ?? id,
    ...(status === undefined ? {} : { status }),
    ...(description === undefined ? {} : { description }),
    ...(author === undefined ? {} : { author }),
    ...(date === undefined ? {} : { date }),
    ...(modified === undefined ? {} : { modified }),
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
  const category = optionalText(entry.value, 'category', problems)
  const product = optionalText(entry.value, 'product', problems)
  const service = optionalText(entry.value, 'service', problems)
  return {
    ...(category === undefined ? {} : { category }),
    ...(product === undefined ? {} : { product }),
    ...(service === undefined ? {} : { service }),
  }
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
