/** Patterns that swallow everything: a line that asks for nothing, though it looks as if it did. */
import { isAnything } from '../pattern.ts'
import { compileRe } from '../parse/wanted.ts'
import type { FieldSearch, KeywordSearch, Test } from '../rule.ts'
import type { Lint } from './finding.ts'

export function lintSwallowing(searches: readonly (FieldSearch | KeywordSearch)[]): Lint[] {
  return searches.flatMap((search) =>
    search.values
      .filter((wanted) => wanted.tests.some(swallows) && !isPresence(search))
      .map(({ written, place }) => ({
        code: 'swallows-everything',
        severity: 'warning',
        message: `'${String(written)}' matches every value${search.values.length > 1 ? ', whatever else is listed' : ''}`,
        ...(search.kind === 'field' ? { field: search.field } : {}),
        place,
      })),
  )
}

/** `Field: '*'` asks whether there is a value, and says so. */
function isPresence(search: FieldSearch | KeywordSearch): boolean {
  return search.kind === 'field' && search.values.length === 1 && search.modifiers.length === 0
}

/** Texts that have nothing in common. */
const PROBES = [
  '',
  'a',
  'Z',
  '0',
  ' ',
  '-',
  '/bin/sh',
  '{}',
  'é',
  '\n',
  'a long text, with a bit of everything: 1.2.3.4',
]

function swallows(test: Test): boolean {
  if (test.kind === 'text') return isAnything(test.pattern)
  if (test.kind === 'cidr') return test.network.prefix === 0
  if (test.kind !== 're') return false
  const re = compileRe(test)
  return PROBES.every((probe) => re.test(probe))
}
