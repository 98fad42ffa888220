/** Line by line: fields that the log source does not have, values that a field can never take. */
import type { FieldSearch, KeywordSearch } from '../rule.ts'
import { isOpen, isPossible } from './possible.ts'
import { findField } from './schema.ts'
import type { FieldSchema, Schema } from './schema.ts'
import { nearest } from './suggest.ts'
import type { Lint } from './finding.ts'

interface Line {
  readonly search: FieldSearch | KeywordSearch
  readonly holds: boolean
}

export function lintFields(lines: readonly Line[], schemas: readonly Schema[]): Lint[] {
  if (schemas.length === 0) return []
  return lines.flatMap(({ search, holds }) => (search.kind === 'field' ? lintField(search, holds, schemas) : []))
}

function lintField(search: FieldSearch, holds: boolean, schemas: readonly Schema[]): Lint[] {
  const known = schemas.flatMap((schema) => fieldsOf(schema, search.field))
  if (known.length === 0) return asksForAbsence(search) ? [] : [unknownField(search, holds, schemas)]
  const fields = known.filter((field) => field !== 'open')
  if (fields.length < known.length || isOpen(search)) return []
  const impossible = search.values.filter((wanted) =>
    wanted.tests.every((test) => fields.every((field) => !isPossible(test, field))),
  )
  const dead = impossible.length === search.values.length || (search.all && impossible.length > 0)
  return impossible.map(({ written, place }) => ({
    code: 'impossible-value',
    severity: dead && holds && !search.negated ? 'error' : 'warning',
    message: `'${search.field}' can never be '${String(written)}': ${describe(fields, String(written))}`,
    field: search.field,
    place,
  }))
}

/** `null` and `exists: false` hold where the field is missing. */
function asksForAbsence(search: FieldSearch): boolean {
  return search.values.some((wanted) =>
    wanted.tests.some((test) => test.kind === 'null' || (test.kind === 'exists' && !test.present)),
  )
}

/** What any kind of object of the log source has by this name. */
export function fieldsOf(schema: Schema, name: string): (FieldSchema | 'open')[] {
  const own = findField(schema.fields, schema.open, name)
  const inner = schema.variants.map((variant) => findField(variant.fields, variant.open, name))
  return [own, ...inner].filter((field) => field !== undefined)
}

function unknownField(search: FieldSearch, holds: boolean, schemas: readonly Schema[]): Lint {
  const names = schemas.flatMap((schema) => [
    ...schema.fields.keys(),
    ...schema.variants.flatMap((variant) => [...variant.fields.keys()]),
  ])
  const meant = nearest(search.field, names)
  const consequence = holds && !search.negated ? 'this line can never hold' : 'this line excludes nothing'
  const hint = meant === undefined ? '' : `; did you mean '${meant}'?`
  return {
    code: 'unknown-field',
    severity: holds && !search.negated ? 'error' : 'warning',
    message: `the log source has no field '${search.field}', so ${consequence}${hint}`,
    field: search.field,
    place: search.place,
  }
}

function describe(fields: readonly FieldSchema[], written: string): string {
  const values = fields.flatMap((field) => field.values ?? [])
  const meant = nearest(written, values)
  if (meant !== undefined) return `did you mean '${meant}'?`
  if (values.length > 0) return `it is one of ${values.slice(0, 12).join(', ')}${values.length > 12 ? ', ...' : ''}`
  return `it is ${[...new Set(fields.map((field) => KINDS[field.kind]))].join(' or ')}`
}

const KINDS: Record<FieldSchema['kind'], string> = {
  text: 'a text',
  number: 'a number',
  boolean: 'true or false',
  time: 'a time',
  address: 'an address',
  object: 'an object, which has no text of its own',
}
