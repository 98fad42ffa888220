/** Sigma correlations from their documents. */
import { CORRELATION_TYPES } from '../correlation.ts'
import type { Correlation, CorrelationType, Reference } from '../correlation.ts'
import { parseDocument, parseLevel } from './document.ts'
import { parseCountCondition } from './count-condition.ts'
import { entryOf, nameOf } from './node.ts'
import type { Mapping } from './node.ts'
import type { Problems } from './problems.ts'
import { itemsOf, optionalText, textList, textOfNode } from './scalar.ts'

const KNOWN = new Set(['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate'])
const UNITS = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

export function parseCorrelation(map: Mapping, problems: Problems): Correlation | undefined {
  const document = parseDocument(map, problems)
  const section = entryOf(map, 'correlation')?.value
  if (section?.kind !== 'map') {
    problems.add(section ?? map, 'a correlation is a map')
    return undefined
  }
  for (const entry of section.entries)
    if (!KNOWN.has(nameOf(entry))) problems.add(entry.key, `'${nameOf(entry)}' does not exist in a Sigma correlation`)
  const before = problems.count
  const type = parseType(section, problems)
  const rules = parseReferences(section, problems)
  const names = rules.map((reference) => reference.rule)
  const timespan = parseTimespan(section, problems)
  const generate = parseGenerate(map, section, problems)
  const groupBy = textList(section, 'group-by', problems)
  const { aliases, aliasRefers } = parseAliases(section, problems)
  const level = entryOf(map, 'level') === undefined ? {} : { level: parseLevel(map, problems) }
  const condition = type && parseCountCondition(section, type, rules.length, problems)
  if (problems.count > before || type === undefined || condition === undefined) return undefined
  const references = { rules: names, refers: rules, aliases, aliasRefers }
  return { ...document, ...level, ...references, type, groupBy, timespan, condition, generate }
}

function parseReferences(section: Mapping, problems: Problems): Reference[] {
  const node = entryOf(section, 'rules')?.value ?? section
  const references = textList(section, 'rules', problems).map((rule, index) => ({
    rule,
    place: (itemsOf(node)[index] ?? node).place,
  }))
  if (references.length === 0) problems.add(node, "the 'rules' of the correlation are missing")
  if (new Set(references.map(({ rule }) => rule)).size < references.length)
    problems.add(node, 'the same rule stands twice')
  return references
}

function parseType(section: Mapping, problems: Problems): CorrelationType | undefined {
  const written = optionalText(section, 'type', problems)
  const type = CORRELATION_TYPES.find((known) => known === written)
  if (type === undefined)
    problems.add(
      entryOf(section, 'type')?.value ?? section,
      `the type of a correlation is one of ${CORRELATION_TYPES.join(', ')}`,
    )
  return type
}

function parseTimespan(section: Mapping, problems: Problems): number {
  const written = optionalText(section, 'timespan', problems)
  const [, digits, unit = ''] = /^(\d{1,9})([smhd])$/.exec(written ?? '') ?? []
  const span = Number(digits) * (UNITS.get(unit) ?? Number.NaN)
  if (span > 0) return span
  problems.add(
    entryOf(section, 'timespan')?.value ?? section,
    "the 'timespan' is a whole number and one of s, m, h, d: '90m'",
  )
  return 0
}

function parseGenerate(map: Mapping, section: Mapping, problems: Problems): boolean {
  const value = (entryOf(map, 'generate') ?? entryOf(section, 'generate'))?.value
  if (value === undefined) return false
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value
  problems.add(value, "'generate' is true or false")
  return false
}

/** Whether an alias names a rule of the correlation is seen once the rules are known: the one may say a name, the other an id. */
function parseAliases(section: Mapping, problems: Problems): Pick<Correlation, 'aliases' | 'aliasRefers'> {
  const aliases = new Map<string, Map<string, string>>()
  const aliasRefers: Reference[] = []
  const map = entryOf(section, 'aliases')?.value
  if (map === undefined) return { aliases, aliasRefers }
  if (map.kind !== 'map') problems.add(map, 'aliases are a map: alias, rule, field')
  for (const entry of map.kind === 'map' ? map.entries : []) {
    const fields = new Map<string, string>()
    if (entry.value.kind !== 'map') problems.add(entry.value, 'an alias is a map of rules and their fields')
    for (const { key, value } of entry.value.kind === 'map' ? entry.value.entries : []) {
      aliasRefers.push({ rule: key.source, place: key.place })
      fields.set(key.source, textOfNode(value, problems) ?? '')
    }
    aliases.set(nameOf(entry), fields)
  }
  return { aliases, aliasRefers }
}
