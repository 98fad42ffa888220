/** One line of a selection, compiled: a field, or every value of the event, against the values looked for. */
import { hasField, parseFieldPath, someLeaf, someValue } from '../field.ts'
import type { FieldSearch, KeywordSearch, Test, Wanted } from '../rule.ts'
import { compileTests } from './value.ts'

export type Matcher = (event: unknown) => boolean

export function compileSearch(search: FieldSearch | KeywordSearch): Matcher {
  const groups = search.all
    ? search.values.map((value) => value.tests)
    : [search.values.flatMap((value) => value.tests)]
  const matchers = groups.map((tests) => compileGroup(search, tests))
  const [only] = matchers
  const all: Matcher =
    matchers.length === 1 && only !== undefined ? only : (event) => matchers.every((matches) => matches(event))
  return search.negated ? (event) => !all(event) : all
}

/** Whether one of the values looked for is met. */
export function compileWanted(search: FieldSearch | KeywordSearch, wanted: Wanted): Matcher {
  return compileGroup(search, wanted.tests)
}

function compileGroup(search: FieldSearch | KeywordSearch, tests: readonly Test[]): Matcher {
  const test = compileTests(tests)
  if (search.kind === 'keyword') return (event) => someLeaf(event, (value) => test(value, event))
  const path = parseFieldPath(search.field)
  const [first] = tests
  if (first?.kind === 'exists') return (event) => hasField(event, path) === first.present
  const met: Matcher = (event) => someValue(event, path, (value) => test(value, event))
  return first?.kind === 'null' ? (event) => !hasField(event, path) || met(event) : met
}
