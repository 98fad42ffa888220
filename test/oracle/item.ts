/** Reads one item of a search, `field|modifier|modifier: value or values`, into what it says of an event. */
import { findField, leavesAt, leavesOf, objectsAt, type Leaf } from './field.ts'
import { isMeant, literally } from './pattern.ts'
import { Refused } from './refused.ts'
import { comparisonModifiers, dateModifiers, readComparison, readDatePart } from './special-value.ts'
import { readExpression, readNetwork } from './special-value.ts'
import { readText, textModifiers } from './text-value.ts'

/** What a rule, or a part of it, says of an event. */
export type Judge = (event: unknown) => boolean

/** What `expand` puts in the place of `%name%`. */
export type Placeholders = ReadonlyMap<string, string[]>

/** Reads an item. No field name means keywords: the whole event is searched. */
export function readItem(key: string, value: unknown, placeholders: Placeholders): Judge {
  const [field, ...written] = key.split('|') as [string, ...string[]]
  const modifiers = written.filter((modifier) => !['all', 'neq', 'expand'].includes(modifier))
  let values: unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) throw new Refused('a list without values')
  if (values.length > 1 && values.includes(null)) throw new Refused('null cannot be in a list')
  if (written.includes('all') && values.length === 1) throw new Refused('all is for more than one value')
  const judges = values.map((one): Judge => {
    const meant = written.includes('expand') ? expand(one, placeholders) : [one]
    const each = meant.map((single) => readValue(field, single, modifiers))
    return (event) => each.some((holds) => holds(event))
  })
  const all = written.includes('all')
  const holds: Judge = (event) => (all ? judges.every((each) => each(event)) : judges.some((each) => each(event)))
  return written.includes('neq') ? (event) => !holds(event) : holds
}

/** One value under the modifiers that speak of values one by one. */
function readValue(field: string, value: unknown, modifiers: string[]): Judge {
  const [first = '', ...rest] = modifiers
  if (first === 'exists' && rest.length === 0) return readExistence(field, value)
  if (first === 'fieldref') return readReference(field, value, rest)
  if (value === null) {
    if (field === '' || first !== '') throw new Refused('null takes no modifier and is no keyword')
    return (event) => findField(event, field).length === 0 || leavesAt(event, field).includes(null)
  }
  const test = readTest(field, value, modifiers)
  if (field === '') return (event) => leavesOf(event).some(test)
  // Stars alone ask for presence: an object will do, though it is no text.
  const presence = asksForPresence(value, modifiers)
  return (event) => leavesAt(event, field).some(test) || (presence && objectsAt(event, field).length > 0)
}

const asksForPresence = (value: unknown, modifiers: string[]): boolean =>
  typeof value === 'string' &&
  modifiers.every((modifier) => textModifiers.includes(modifier)) &&
  readText(value, modifiers).patterns.some((pattern) => pattern.length > 0 && pattern.every((at) => at === 'any'))

function readTest(field: string, value: unknown, modifiers: string[]): (leaf: Leaf) => boolean {
  const [first = '', ...rest] = modifiers
  if (first === 're' && rest.every((flag) => ['i', 'm', 's'].includes(flag))) return readExpression(value, rest)
  if (first === 'cidr' && rest.length === 0) return readNetwork(value)
  if (comparisonModifiers.includes(first) && rest.length === 0) return readComparison(value, first)
  if (dateModifiers.includes(first) && rest.length === 0) return readDatePart(value, first)
  return readTextTest(field, value, modifiers)
}

function readTextTest(field: string, value: unknown, modifiers: string[]): (leaf: Leaf) => boolean {
  const unknown = modifiers.find((modifier) => !textModifiers.includes(modifier))
  if (unknown !== undefined) throw new Refused(`${unknown} is no modifier, or not here`)
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new Refused('a value is a string, a number, a boolean or null')
  // A keyword is looked for anywhere in a value.
  const placed = ['contains', 'startswith', 'endswith'].some((modifier) => modifiers.includes(modifier))
  const { patterns, cased } = readText(value, field === '' && !placed ? [...modifiers, 'contains'] : modifiers)
  return (leaf) => leaf !== null && patterns.some((pattern) => isMeant(pattern, String(leaf), cased))
}

/** `exists`: presence only, be the value empty or null. */
function readExistence(field: string, value: unknown): Judge {
  if (typeof value !== 'boolean' || field === '') throw new Refused('exists is true or false, for a field')
  return (event) => findField(event, field).length > 0 === value
}

/** `fieldref`: some value of the one field is some value of the other. */
function readReference(field: string, value: unknown, rest: string[]): Judge {
  if (typeof value !== 'string' || field === '' || rest.some((modifier) => modifier !== 'cased'))
    throw new Refused('fieldref names a field')
  return (event) =>
    leavesAt(event, field).some((left) =>
      leavesAt(event, value).some(
        (right) =>
          left !== null && right !== null && isMeant(literally(String(right)), String(left), rest.includes('cased')),
      ),
    )
}

/** `expand`: what the placeholders of a value stand for. One that nobody resolves refuses the rule. */
function expand(value: unknown, placeholders: Placeholders): unknown[] {
  if (typeof value !== 'string') throw new Refused('expand is for strings')
  let texts = ['']
  for (const part of value.match(/\\%|%[^%]+%|[^]/g) ?? []) {
    const name = /^%(.+)%$/s.exec(part)?.[1]
    const meant = name === undefined ? [part === '\\%' ? '%' : part] : placeholders.get(name)
    if (meant === undefined) throw new Refused(`nothing is known of %${name}%`)
    texts = texts.flatMap((text) => meant.map((end) => text + end))
  }
  return texts
}
