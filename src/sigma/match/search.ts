/** One line of a selection, compiled: a field, or every value of the event, against the values looked for. */
import { hasField, parseFieldPath, readField, someLeaf, someValue, textOf } from '../field.ts'
import type { FieldPath } from '../field.ts'
import { foldCase } from '../fold.ts'
import type { FieldrefTest, FieldSearch, KeywordSearch, Test, Wanted } from '../rule.ts'
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
  if (search.kind === 'keyword') return (event) => someLeaf(event, test)
  const path = parseFieldPath(search.field)
  const references = tests.filter((one) => one.kind === 'fieldref').map((one) => compileReference(path, one))
  if (references.length > 0) return (event) => references.some((matches) => matches(event))
  const [first] = tests
  if (first?.kind === 'exists') return (event) => hasField(event, path) === first.present
  const met: Matcher = (event) => someValue(event, path, test)
  return first?.kind === 'null' ? (event) => !hasField(event, path) || met(event) : met
}

/** The values of the other field become a set first: two long arrays must not cost their product. */
function compileReference(path: FieldPath, { field, cased }: FieldrefTest): Matcher {
  const other = parseFieldPath(field)
  const textFor = (value: unknown): string | undefined => {
    const text = textOf(value)
    return text === undefined || cased ? text : foldCase(text)
  }
  return (event) => {
    const texts = new Set(readField(event, other).map(textFor))
    texts.delete(undefined)
    return texts.size > 0 && someValue(event, path, (value) => texts.has(textFor(value)))
  }
}
