/** A text of YAML documents to rules, correlations and filters. */
import type { Correlation } from '../correlation.ts'
import type { Filter } from '../filter.ts'
import { SigmaErrors } from '../place.ts'
import type { SigmaError } from '../place.ts'
import type { Document, Rule } from '../rule.ts'
import { sameIds } from '../same-id.ts'
import { parseCorrelation } from './correlation.ts'
import { parseRule } from './detection.ts'
import { parseFilter } from './filter.ts'
import { entryOf } from './node.ts'
import type { Mapping } from './node.ts'
import { Problems } from './problems.ts'
import { readBlocks } from './block.ts'
import { readYaml } from './yaml.ts'

export interface Sigma {
  readonly rules: Rule[]
  readonly correlations: Correlation[]
  readonly filters: Filter[]
}

/** What is right in a text, and what is wrong with the rest of it, in the order of places. */
export interface ReadSigma extends Sigma {
  readonly errors: readonly SigmaError[]
}

/**
 * Parses Sigma rules, correlations and filters (specification 2.1.0) out of a text of one or more YAML documents. Throws
 * `SigmaErrors`, with everything that is wrong and where, if anything in the text cannot be honoured in full.
 */
export function parseSigma(text: string, file = '<text>'): Sigma {
  const { errors, ...sigma } = readSigma(text, file)
  if (errors.length > 0) throw new SigmaErrors(errors)
  return sigma
}

/** As `parseSigma`, document by document: one that cannot be honoured in full is left out and told, the others are kept. */
export function readSigma(text: string, file = '<text>'): ReadSigma {
  const problems = new Problems()
  const sigma: Sigma = { rules: [], correlations: [], filters: [] }
  for (const node of readBlocks(text, file) ?? readYaml(text, file, problems)) {
    problems.enter(node)
    if (node.kind !== 'map') problems.add(node, 'a Sigma document is a map')
    else if (entryOf(node, 'detection') !== undefined) keep(sigma.rules, parseRule, node, problems)
    else if (entryOf(node, 'correlation') !== undefined) keep(sigma.correlations, parseCorrelation, node, problems)
    else if (entryOf(node, 'filter') !== undefined) keep(sigma.filters, parseFilter, node, problems)
    else problems.add(node, "a Sigma document has one of 'detection', 'correlation' and 'filter'")
  }
  const twins = sameIds(sigma.rules, sigma.correlations)
  for (const { file, line, column, path, why } of twins) problems.at({ file, line, column }, path, why)
  const taken = new Set(twins.map(({ line }) => line))
  const isAlone = ({ place }: Document): boolean => !taken.has(place.line)
  return {
    rules: sigma.rules.filter(isAlone),
    correlations: sigma.correlations.filter(isAlone),
    filters: sigma.filters,
    errors: problems.inOrder(),
  }
}

/** Keeps what the document says where nothing is wrong with it. */
function keep<T>(
  list: T[],
  parse: (map: Mapping, problems: Problems) => T | undefined,
  map: Mapping,
  problems: Problems,
): void {
  const before = problems.count
  const item = parse(map, problems)
  if (item !== undefined && problems.count === before) list.push(item)
}
