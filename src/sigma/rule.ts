/**
 * A Sigma rule as data: what was written, where, and what it means. This tree is what the matcher, the explainer, the linter and
 * any other compiler of rules (an index, an automaton over bytes) work from; it holds no function but `Rule.fields`.
 */
import type { Logsource } from './logsource.ts'
import type { Network } from './network.ts'
import type { Pattern } from './pattern.ts'
import type { Place } from './place.ts'

export const LEVELS = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof LEVELS)[number]

/** What rules, correlations and filters have in common. */
export interface Document {
  /** The rule's id; where it has none, its name; where it has neither, a hash of its text. */
  readonly id: string
  readonly name?: string
  readonly title: string
  readonly status?: string
  readonly description?: string
  readonly author?: string
  readonly date?: string
  readonly modified?: string
  readonly references: readonly string[]
  readonly falsepositives: readonly string[]
  readonly tags: readonly string[]
  /** Whose names the fields are; `sigma` where the rule does not say. */
  readonly taxonomy: string
  readonly place: Place
}

export interface Rule extends Document {
  /** `medium` where the rule does not say. */
  readonly level: Level
  readonly logsource: Logsource
  readonly detection: Detection
  /** Every field that the detection names, in the order written; a field referred to by `fieldref` is one of them. */
  fields(): readonly FieldUse[]
}

export interface FieldUse {
  readonly field: string
  readonly selection: string
  readonly modifiers: readonly string[]
  readonly values: readonly Written[]
  readonly place: Place
}

/** A value as it stands in the rule. */
export type Written = string | number | boolean | null

export interface Detection {
  /** The search identifiers, in the order written. */
  readonly selections: ReadonlyMap<string, Selection>
  /** A list of conditions is one `or`. */
  readonly condition: Condition
}

export interface Selection {
  readonly name: string
  readonly search: Search
  readonly place: Place
}

interface And<Member> {
  readonly kind: 'and'
  readonly of: readonly Member[]
}

interface Or<Member> {
  readonly kind: 'or'
  readonly of: readonly Member[]
}

export type Condition =
  | And<Condition>
  | Or<Condition>
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'selection'; readonly name: string }
  /** `1 of filter_*`, `all of them`: at least so many of the named selections, which the pattern was resolved to. */
  | { readonly kind: 'at-least'; readonly count: number; readonly names: readonly string[]; readonly written: string }

/** What a selection looks for: a map is an `and`, a list is an `or`. */
export type Search = And<Search> | Or<Search> | FieldSearch | KeywordSearch

/**
 * One line of a map: `Field|modifiers: values`. It holds if any of its values (all of them, with the modifier `all`) is met by
 * some value that the event has for the field; `negated` (the modifier `neq`) turns the whole around.
 */
export interface FieldSearch {
  readonly kind: 'field'
  readonly field: string
  readonly modifiers: readonly string[]
  readonly all: boolean
  readonly negated: boolean
  readonly values: readonly Wanted[]
  readonly place: Place
}

/** Keywords: as a field search, on every value of the event, whatever its field. */
export interface KeywordSearch extends Omit<FieldSearch, 'kind' | 'field'> {
  readonly kind: 'keyword'
}

/** A value that a rule looks for: what is written, and the tests it stands for, any of which is enough. */
export interface Wanted {
  readonly written: Written
  readonly tests: readonly Test[]
  readonly place: Place
}

type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq'
export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
export type TimePart = (typeof TIME_PARTS)[number]

/** A question about one value of an event. */
export type Test =
  | TextTest
  | ReTest
  | { readonly kind: 'null' }
  | { readonly kind: 'exists'; readonly present: boolean }
  | CidrTest
  | CompareTest
  | FieldrefTest
  | PlaceholderTest

/** The value, as a string, is what the pattern describes; without regard to case unless `cased`. */
export interface TextTest {
  readonly kind: 'text'
  readonly pattern: Pattern
  readonly cased: boolean
}

/** The value, as a string, has a match of the regular expression (RE2 syntax) somewhere in it. */
export interface ReTest {
  readonly kind: 're'
  readonly source: string
  readonly insensitive: boolean
  readonly multiline: boolean
  readonly dotall: boolean
}

interface CidrTest {
  readonly kind: 'cidr'
  readonly network: Network
}

/** The value, or a part of the time that it is, compared with a number. */
export interface CompareTest {
  readonly kind: 'compare'
  readonly part?: TimePart
  readonly by: Comparison
  readonly number: number
}

/** The value is, as a string, some value of another field. */
export interface FieldrefTest {
  readonly kind: 'fieldref'
  readonly field: string
  readonly cased: boolean
}

/** A value with placeholders (modifier `expand`), which `compileRule` replaces by the tests of what they stand for. */
export interface PlaceholderTest {
  readonly kind: 'placeholder'
  readonly names: readonly string[]
  /** The value as written. */
  readonly text: string
}

/** A whole rule, ready to be decided: selections in their places, placeholders replaced, filters added. */
export type Expression =
  | And<Expression>
  | Or<Expression>
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'at-least'; readonly count: number; readonly of: readonly Expression[]; readonly written: string }
  | { readonly kind: 'selection'; readonly name: string; readonly of: Expression; readonly place: Place }
  | FieldSearch
  | KeywordSearch
