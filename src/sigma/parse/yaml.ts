/** YAML 1.2 text to nodes, by the `yaml` package: all of YAML, and every error with its place. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml'
import type { ParsedNode } from 'yaml'
import type { Place } from '../place.ts'
import type { Entry, Node, Scalar } from './node.ts'
import type { Problems } from './problems.ts'

/** The documents of a text, empty ones left out. */
export function readYaml(text: string, file: string, problems: Problems): Node[] {
  try {
    return readDocuments(text, file, problems)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    problems.at({ file, line: 1, column: 1 }, '', 'the text is nested too deeply')
    return []
  }
}

function readDocuments(text: string, file: string, problems: Problems): Node[] {
  const lines = new LineCounter()
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  const documents = parseAllDocuments<ParsedNode>(text, {
    lineCounter: lines,
    prettyErrors: false,
    version: '1.2',
    logLevel: 'silent',
  })
  const nodes: Node[] = []
  for (const document of Array.isArray(documents) ? documents : []) {
    for (const error of [...document.errors, ...document.warnings])
      problems.at(placeOf(error.pos[0]), '', error.message)
    if (document.errors.length > 0 || document.contents === null) continue
    const before = problems.count
    const node = convert(document.contents, placeOf, problems)
    if (problems.count > before) continue
    if (node.kind !== 'scalar' || node.value !== null) nodes.push(node)
  }
  return nodes
}

function convert(node: ParsedNode, placeOf: (offset: number) => Place, problems: Problems): Node {
  const place = placeOf(node.range[0])
  if (isScalar(node)) return toScalar(node.value, node.source, place, problems)
  if (isSeq(node)) {
    const items = node.items.map((item) => placed(convert(item as ParsedNode, placeOf, problems), place))
    return { kind: 'list', items, place }
  }
  if (isMap(node)) {
    const entries = node.items.map((pair): Entry => {
      const key = convert(pair.key, placeOf, problems)
      if (key.kind !== 'scalar') problems.at(key.place, '', 'the name of a field must be a string')
      const value = pair.value === null ? nothing(key.place) : convert(pair.value, placeOf, problems)
      return { key: key.kind === 'scalar' ? key : nothing(key.place), value: placed(value, key.place) }
    })
    return { kind: 'map', entries, place }
  }
  // An alias can stand for more than any memory holds, and no rule needs one.
  const why = isAlias(node)
    ? `aliases ('*${node.source}') are not supported in rules`
    : 'this is not supported in rules'
  problems.at(place, '', why)
  return nothing(place)
}

/** What is left empty stands where it was left empty: at its key, or in its list. */
function placed(node: Node, place: Place): Node {
  return node.kind === 'scalar' && node.value === null && node.source === '' ? nothing(place) : node
}

function nothing(place: Place): Scalar {
  return { kind: 'scalar', value: null, source: '', place }
}

function toScalar(value: unknown, source: string | undefined, place: Place, problems: Problems): Scalar {
  if (typeof value === 'string' && !value.isWellFormed()) {
    problems.at(place, '', 'half of a surrogate pair is no character')
    return nothing(place)
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', value, source: source ?? '', place }
  problems.at(place, '', 'a value must be a string, a number, true, false or null')
  return nothing(place)
}
