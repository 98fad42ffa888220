/** A text of YAML documents to rules, correlations and filters. */
import type { Correlation } from '../correlation.ts'
import type { Filter } from '../filter.ts'
import type { Rule } from '../rule.ts'
import { parseCorrelation } from './correlation.ts'
import { parseRule } from './detection.ts'
import { parseFilter } from './filter.ts'
import { entryOf } from './node.ts'
import { Problems } from './problems.ts'
import { readBlocks } from './block.ts'
import { readYaml } from './yaml.ts'

export interface Sigma {
  readonly rules: Rule[]
  readonly correlations: Correlation[]
  readonly filters: Filter[]
}

/**
 * Parses Sigma rules, correlations and filters (specification 2.1.0) out of a text of one or more YAML documents. Throws
 * `SigmaErrors`, with everything that is wrong and where, if anything in the text cannot be honoured in full.
 */
export function parseSigma(text: string, file = '<text>'): Sigma {
  const problems = new Problems()
  const sigma: Sigma = { rules: [], correlations: [], filters: [] }
  for (const node of readBlocks(text, file) ?? readYaml(text, file, problems)) {
    problems.enter(node)
    if (node.kind !== 'map') problems.add(node, 'a Sigma document is a map')
    else if (entryOf(node, 'detection') !== undefined) add(sigma.rules, parseRule(node, problems))
    else if (entryOf(node, 'correlation') !== undefined) add(sigma.correlations, parseCorrelation(node, problems))
    else if (entryOf(node, 'filter') !== undefined) add(sigma.filters, parseFilter(node, problems))
    else problems.add(node, "a Sigma document has one of 'detection', 'correlation' and 'filter'")
  }
  problems.throwIfAny()
  return sigma
}

function add<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}
