/** Way by way: conditions that are always false, fields of another kind of object, alternatives that were forgotten. */
import { foldCase } from '../fold.ts'
import { compileSearch } from '../match/search.ts'
import { literalOf } from '../pattern.ts'
import type { FieldSearch, Rule } from '../rule.ts'
import type { Conjunction, Literal } from './conjunction.ts'
import { fieldsOf } from './fields.ts'
import { isOpen, isPossible } from './possible.ts'
import { findField } from './schema.ts'
import type { Alike, Case, Schema, Variant } from './schema.ts'
import type { Lint } from './finding.ts'

export function lintWays(rule: Rule, ways: readonly Conjunction[], schemas: readonly Schema[]): Lint[] {
  const obstacles = ways.map((way) => obstacleOf(way, schemas))
  const lints = ways.flatMap((way, index) =>
    obstacles[index] === undefined ? schemas.flatMap((schema) => forgotten(way, schema)) : [],
  )
  if (obstacles.every((obstacle) => obstacle !== undefined)) {
    const message = `the rule can never match: ${[...new Set(obstacles)].slice(0, 3).join('; ')}`
    // Without a schema nobody knows whether a field has several values at once.
    const severity = schemas.length > 0 || obstacles.every((obstacle) => obstacle === CONTRARY) ? 'error' : 'warning'
    lints.push({ code: 'never-matches', severity, message, place: rule.place })
  }
  return [...new Map(lints.map((lint) => [`${lint.place.line}:${lint.place.column} ${lint.message}`, lint])).values()]
}

/** Why no event can match in this way; undefined where one can. With several schemas, one that lets it through is enough. */
function obstacleOf(way: Conjunction, schemas: readonly Schema[]): string | undefined {
  if (schemas.length === 0) return contradiction(way, undefined)
  const obstacles = schemas.map((schema) => contradiction(way, schema) ?? impossible(way, schema))
  return obstacles.every((obstacle) => obstacle !== undefined) ? obstacles[0] : undefined
}

const CONTRARY = 'it wants the same and its contrary'

/** A field that must be two things at once. */
function contradiction(way: Conjunction, schema: Schema | undefined): string | undefined {
  for (const [index, literal] of way.entries())
    if (way.slice(0, index).some((other) => other.search === literal.search && other.holds !== literal.holds))
      return CONTRARY
  const fields = new Set(way.flatMap(({ search }) => (search.kind === 'field' ? [search.field] : [])))
  for (const field of fields) {
    const domain = domainOf(way, field, schema)
    if (domain?.length === 0)
      return `no value of '${field}' is all that is wanted of it${schema === undefined ? ', unless it has several' : ''}`
  }
  return undefined
}

/**
 * The values that a field can have in this way, where they can be counted: those of the schema, or those that a line lists.
 * A field with several values at once can be all that is wanted of it, so only one line at a time is asked there.
 */
function domainOf(way: Conjunction, field: string, schema: Schema | undefined): string[] | undefined {
  const literals = way.filter(
    (literal): literal is Literal & { search: FieldSearch } =>
      literal.search.kind === 'field' && literal.search.field === field,
  )
  const known = schema === undefined ? [] : fieldsOf(schema, field)
  const asked = literals.filter(({ search }) => !isOpen(search) && !refersElsewhere(search))
  const [one] = known
  const values = known.length === 1 && one !== 'open' ? one?.values : undefined
  const many = known.length === 0 || known.some((entry) => entry === 'open' || entry.many === true)
  const listed = asked.flatMap((literal) => listOf(literal) ?? [])
  const isListed = asked.some((literal) => listOf(literal) !== undefined)
  if (!asked.some(needsField) || (values === undefined && !isListed) || (many && schema !== undefined)) return undefined
  const candidates = values ?? [...new Map(listed.map((value) => [foldCase(value), value])).values()]
  return candidates.filter((value) =>
    asked.every(({ search, holds }) => compileSearch(search)({ [field]: value }) === holds),
  )
}

/** A missing field would not do. */
function needsField({ search, holds }: Literal): boolean {
  return compileSearch(search)({}) !== holds
}

function refersElsewhere(search: FieldSearch): boolean {
  return search.values.some((wanted) => wanted.tests.some((test) => test.kind === 'fieldref'))
}

/** The values that a line lists, if it lists all that it would take. */
function listOf({ search, holds }: Literal): string[] | undefined {
  if (!holds || search.negated || search.all) return undefined
  const tests = search.values.flatMap((wanted) => wanted.tests)
  const texts = tests.flatMap((test) => (test.kind === 'text' ? (literalOf(test.pattern) ?? []) : []))
  return texts.length === tests.length ? texts : undefined
}

/** A line that can never hold, on the kinds of objects that this way is about. */
function impossible(way: Conjunction, schema: Schema): string | undefined {
  for (const literal of way) {
    const { search } = literal
    if (search.kind !== 'field' || isOpen(search) || !needsField(literal) || !literal.holds || search.negated) continue
    const found = applicable(way, schema, search.field)
    if (found === undefined) return `'${search.field}' is not a field of ${kindsOf(way, schema, search.field)}`
    if (found === 'open') continue
    const possible = search.values.filter((wanted) =>
      wanted.tests.some((test) => found.some((field) => field === 'open' || isPossible(test, field))),
    )
    if (possible.length < (search.all ? search.values.length : 1))
      return `'${search.field}' can have none of the values looked for`
  }
  return undefined
}

/** What the field is in this way: of the whole log source, or of those kinds of objects that the way allows. */
function applicable(way: Conjunction, schema: Schema, field: string): ReturnType<typeof fieldsOf> | 'open' | undefined {
  const own = findField(schema.fields, schema.open, field)
  const variants = schema.variants.filter((variant) => field === variant.path || field.startsWith(`${variant.path}.`))
  if (variants.length === 0) return own === undefined ? undefined : [own]
  if (variants.some((variant) => !isDescribed(way, schema, variant))) return 'open'
  const known = variants
    .filter((variant) => agrees(way, schema, variant.when))
    .map((variant) => findField(variant.fields, variant.open, field))
  const found = [own, ...known].filter((entry) => entry !== undefined)
  return found.length === 0 ? undefined : found
}

/** Whether the kinds of objects that the way is about are all described by variants. */
function isDescribed(way: Conjunction, schema: Schema, { when, path }: Variant): boolean {
  const described = new Set(schema.variants.filter((other) => other.path === path).flatMap((other) => other.when.is))
  return domainOf(way, when.field, schema)?.every((kind) => described.has(kind)) ?? false
}

function agrees(way: Conjunction, schema: Schema, { field, is }: Case): boolean {
  const domain = domainOf(way, field, schema)
  return domain === undefined || domain.some((value) => is.includes(value))
}

function kindsOf(way: Conjunction, schema: Schema, field: string): string {
  const when = schema.variants.find((variant) => field.startsWith(`${variant.path}.`))?.when
  const kinds = when && domainOf(way, when.field, schema)
  return kinds === undefined || kinds.length === 0 ? 'the log source' : kinds.join(', ')
}

/** Values that are different ways to the same end, of which the way takes some and not others. */
function forgotten(way: Conjunction, schema: Schema): Lint[] {
  return way.flatMap(({ search, holds }) => {
    if (search.kind !== 'field' || !holds || search.negated) return []
    const [field] = fieldsOf(schema, search.field)
    if (field === undefined || field === 'open') return []
    return (field.alike ?? []).flatMap((alike) => forgottenOf(way, schema, search, alike))
  })
}

function forgottenOf(way: Conjunction, schema: Schema, search: FieldSearch, { values, why, when = [] }: Alike): Lint[] {
  const domain = domainOf(way, search.field, schema)
  const about = when.every(
    ({ field, is }) => domainOf(way, field, schema)?.some((value) => is.includes(value)) ?? false,
  )
  const missing = values.filter((value) => domain?.includes(value) === false)
  if (domain === undefined || !about || missing.length === 0 || missing.length === values.length) return []
  const taken = values.filter((value) => domain.includes(value))
  const message = `'${search.field}' is looked for with ${quoted(taken)}, but not with ${quoted(missing)}: ${why}`
  return [{ code: 'missing-alternative', severity: 'warning', message, field: search.field, place: search.place }]
}

function quoted(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ')
}
