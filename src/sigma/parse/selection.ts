/** Search identifiers: maps, lists, keywords, and the lines of them with their modifiers and values. */
import type { FieldSearch, KeywordSearch, Search, Test, Wanted } from '../rule.ts'
import { parseChain } from './modifier.ts'
import type { Chain } from './modifier.ts'
import { nameOf } from './node.ts'
import type { Entry, List, Mapping, Node, Scalar } from './node.ts'
import { attempt } from './problems.ts'
import type { Problems } from './problems.ts'
import { itemsOf } from './scalar.ts'
import { buildTests } from './wanted.ts'

/** What a selection looks for; undefined where that could not be said, which has been told then. */
export function parseSelection(node: Node, problems: Problems): Search | undefined {
  if (node.kind === 'map') return parseMap(node, problems)
  if (node.kind === 'scalar') return parseKeywords(node, [node], [], problems)
  if (node.items.length === 0) problems.add(node, 'an empty list matches nothing')
  return joined('or', parseList(node, problems))
}

/** Strings of a list are keywords, searched together; each map of it is a search of its own. */
function parseList(list: List, problems: Problems): (Search | undefined)[] {
  const keywords = list.items.filter((item) => item.kind === 'scalar')
  const searches = list.items.flatMap((item) => {
    if (item.kind === 'map') return [parseMap(item, problems)]
    if (item.kind === 'list') problems.add(item, 'a list in a list means nothing in Sigma')
    return item.kind === 'list' ? [undefined] : []
  })
  return keywords.length === 0 ? searches : [parseKeywords(list, keywords, [], problems), ...searches]
}

function parseMap(map: Mapping, problems: Problems): Search | undefined {
  if (map.entries.length === 0) problems.add(map, 'an empty map matches everything: write what is looked for')
  return joined(
    'and',
    map.entries.map((entry) => parseLine(entry, problems)),
  )
}

function joined(kind: 'and' | 'or', searches: readonly (Search | undefined)[]): Search | undefined {
  const of = searches.filter((search) => search !== undefined)
  if (of.length < searches.length || of.length === 0) return undefined
  return of.length === 1 ? of[0] : { kind, of }
}

function parseLine(entry: Entry, problems: Problems): Search | undefined {
  const [field = '', ...modifiers] = nameOf(entry).split('|')
  const items = itemsOf(entry.value)
  const scalars = items.filter((item) => item.kind === 'scalar')
  for (const item of items)
    if (item.kind !== 'scalar') problems.add(item, 'a value must be a string, a number, true, false or null')
  if (items.length === 0) problems.add(entry.value, 'an empty list matches nothing')
  if (scalars.length < items.length || items.length === 0) return undefined
  if (field === '') return parseKeywords(entry.key, scalars, modifiers, problems)
  const line = parseValues(entry.key, scalars, modifiers, problems)
  return line && ({ kind: 'field', field, ...line } satisfies FieldSearch)
}

/** Only a text can be looked for everywhere: a comparison, a network or a missing value is of some field. */
function parseKeywords(
  at: Node,
  items: readonly Scalar[],
  modifiers: readonly string[],
  problems: Problems,
): KeywordSearch | undefined {
  const line = parseValues(at, items, modifiers, problems, (chain) => {
    if (chain.type !== 'text' && chain.type !== 're') throw new Error('this modifier needs a field')
    const anywhere =
      chain.type === 're' ||
      chain.transforms.some((name) => name === 'contains' || name === 'startswith' || name === 'endswith')
    return anywhere ? chain : { ...chain, transforms: [...chain.transforms, 'contains'] }
  })
  return line && { kind: 'keyword', ...line }
}

function parseValues(
  at: Node,
  items: readonly Scalar[],
  modifiers: readonly string[],
  problems: Problems,
  adapt: (chain: Chain) => Chain = (chain) => chain,
): Omit<KeywordSearch, 'kind'> | undefined {
  const chain = attempt(problems, at, () => adapt(parseChain(modifiers)))
  if (chain === undefined) return undefined
  if (chain.all && items.length === 1) problems.add(at, "the modifier 'all' needs a list of at least two values")
  if (chain.type === 'exists' && items.length > 1) problems.add(at, "the modifier 'exists' takes one value")
  const values: Wanted[] = []
  for (const item of items) {
    const tests = attempt(problems, item, () => testsOf(item, items, chain))
    if (tests !== undefined) values.push({ written: item.value, tests, place: item.place })
  }
  if (values.length < items.length) return undefined
  return { modifiers, all: chain.all, negated: chain.negated, values, place: at.place }
}

function testsOf(item: Scalar, items: readonly Scalar[], chain: Chain): Test[] {
  if (item.value === null && items.length > 1) throw new Error('null cannot be part of a list of values')
  return buildTests(item, chain)
}
