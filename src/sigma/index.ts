/** The door of the Sigma engine: parse rules, match events, explain, correlate. */
export { parseSigma, readSigma } from './parse/sigma.ts'
export type { ReadSigma, Sigma } from './parse/sigma.ts'
export { compileRule } from './match/compile.ts'
export type { CompiledRule, CompileOptions } from './match/compile.ts'
export type { ExplainedSearch, Explanation } from './match/explain.ts'
export { logsourceAccepts } from './logsource.ts'
export type { Logsource } from './logsource.ts'
export { SigmaError, SigmaErrors } from './place.ts'
export type { Place } from './place.ts'
export { meets, silencedRules } from './correlation.ts'
export type { Correlation, CorrelationType, CountCondition } from './correlation.ts'
export type { Filter } from './filter.ts'
export type { Pattern, Wildcard } from './pattern.ts'
export { isInNetwork, parseAddress, parseNetwork, type Address, type Network } from './network.ts'
export type {
  Condition,
  Detection,
  Document,
  Expression,
  FieldSearch,
  FieldUse,
  KeywordSearch,
  Level,
  ReTest,
  Rule,
  Search,
  Selection,
  Test,
  TextTest,
  Wanted,
  Written,
} from './rule.ts'
export { createCorrelator } from './correlate/correlator.ts'
export type { Correlator, CorrelatorOptions } from './correlate/correlator.ts'
export type { CorrelationHit, Hit } from './correlate/hit.ts'
export { unresolved } from './correlate/reference.ts'
export { sameIds } from './same-id.ts'
export type { Named } from './named.ts'
export { lintRule } from './lint/lint.ts'
export type { Lint, LintCode } from './lint/finding.ts'
export type { LintOptions } from './lint/lint.ts'
export { learnSchema } from './lint/schema.ts'
export type { Alike, Case, FieldKind, FieldSchema, Schema, Variant } from './lint/schema.ts'
export { foldCase } from './fold.ts'
export { DASHES, literalOf, literalsOf, writePattern } from './pattern.ts'
export { hasField, parseFieldPath, readField, textOf } from './field.ts'
