/** Whether a field can ever have a value that a rule looks for. */
import { parseAddress } from '../network.ts'
import { compileTests } from '../match/value.ts'
import { isAnything, literalOf } from '../pattern.ts'
import type { Pattern } from '../pattern.ts'
import type { FieldSearch, KeywordSearch, Test } from '../rule.ts'
import type { FieldSchema } from './schema.ts'

/** Whether a search is about a placeholder, of which nothing is known yet. */
export function isOpen(search: FieldSearch | KeywordSearch): boolean {
  return search.values.some((wanted) => wanted.tests.some((test) => test.kind === 'placeholder'))
}

export function isPossible(test: Test, field: FieldSchema): boolean {
  if (test.kind === 'null' || test.kind === 'exists' || test.kind === 'fieldref' || test.kind === 'placeholder')
    return true
  if (field.values !== undefined) {
    const passes = compileTests([test])
    return field.values.some((value) => passes(value))
  }
  return POSSIBLE[field.kind](test)
}

type Asked = Exclude<Test, { readonly kind: 'null' | 'exists' | 'fieldref' | 'placeholder' }>

const POSSIBLE: Record<FieldSchema['kind'], (test: Asked) => boolean> = {
  text: () => true,
  number: (test) =>
    test.kind === 'compare' ? test.part === undefined : test.kind === 're' || isText(test, /^[-+.\de]*$/i, isNumber),
  boolean: (test) => test.kind !== 'compare' && ['true', 'false'].some((value) => compileTests([test])(value)),
  time: (test) => (test.kind === 'compare' ? test.part !== undefined : test.kind !== 'cidr'),
  address: (test) =>
    test.kind === 'cidr' ||
    test.kind === 're' ||
    isText(test, /^[\da-f.:%\w]*$/i, (text) => parseAddress(text) !== undefined),
  object: (test) => test.kind === 'text' && isAnything(test.pattern),
}

/** Whether a text test could be met by a text of these characters; without wildcards, by this very text. */
function isText(test: Asked, characters: RegExp, isWhole: (text: string) => boolean): boolean {
  if (test.kind !== 'text') return false
  const whole = literalOf(test.pattern)
  if (whole !== undefined) return isWhole(whole)
  return literals(test.pattern).every((text) => characters.test(text))
}

function isNumber(text: string): boolean {
  return text !== '' && String(Number(text)) === text.toLowerCase()
}

function literals(pattern: Pattern): string[] {
  return pattern.filter((part) => typeof part === 'string')
}
