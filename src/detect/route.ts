/** Which rules of a log source are worth asking about an event, by the one field that tells most of them apart: a superset of those that match. */
import { foldCase, literalOf, parseFieldPath, readField, textOf } from '../sigma/index.ts'
import type { CompiledRule, Expression, FieldSearch } from '../sigma/index.ts'
import type { JsonObject } from '../model/record.ts'

/** Below that every rule is asked at once. */
const FEW = 4

/** Answers with rules in the order in which they were given; `ruleOf` finds what an item is asked by. */
export function createRoute<T>(
  items: readonly T[],
  ruleOf: (item: T) => CompiledRule,
): (fields: JsonObject) => readonly T[] {
  const needs = items.map((item) => needsOf(ruleOf(item).expression))
  const counts = new Map<string, number>()
  for (const need of needs) for (const field of need.keys()) counts.set(field, (counts.get(field) ?? 0) + 1)
  const [best] = [...counts].toSorted(([, a], [, b]) => b - a)
  if (best === undefined || best[1] < FEW) return () => items
  const [field] = best
  const texts = new Set(needs.flatMap((need) => [...(need.get(field) ?? [])]))
  const askedOf = (text: string | undefined): T[] =>
    items.filter((_, at) => {
      const words = needs[at]!.get(field)
      return words === undefined || (text !== undefined && words.has(text))
    })
  const byText = new Map([...texts].map((text) => [text, askedOf(text)]))
  const others = askedOf(undefined)
  const path = parseFieldPath(field)
  return (fields) => {
    const values = readField(fields, path)
    // Of several values each may be the one.
    if (values.length > 1) return items
    const text = textOf(values[0])
    return (text !== undefined && byText.get(foldCase(text))) || others
  }
}

type Needs = ReadonlyMap<string, ReadonlySet<string>>

const NONE: Needs = new Map()

/** For fields without which it cannot be true, the texts that one of them has, folded: that of which one value must be among them. */
function needsOf(expression: Expression): Needs {
  switch (expression.kind) {
    case 'field': {
      const words = wordsOf(expression)
      return words ? new Map([[expression.field, words]]) : NONE
    }
    case 'selection':
      return needsOf(expression.of)
    case 'and':
      return new Map(expression.of.flatMap((each) => [...needsOf(each)]))
    case 'or':
      return common(expression.of.map(needsOf))
    default:
      return NONE
  }
}

/** What each of several needs, together. */
function common([first = NONE, ...rest]: readonly Needs[]): Needs {
  const fields = [...first.keys()].filter((field) => rest.every((needs) => needs.has(field)))
  return new Map(fields.map((field) => [field, new Set([first, ...rest].flatMap((needs) => [...needs.get(field)!]))]))
}

/** Nothing where something else than one of some texts will do as well. */
function wordsOf({ values, negated, all }: FieldSearch): Set<string> | undefined {
  if (negated || (all && values.length > 1)) return undefined
  const words = new Set<string>()
  for (const test of values.flatMap(({ tests }) => tests)) {
    const text = test.kind === 'text' ? literalOf(test.pattern) : undefined
    if (text === undefined) return undefined
    words.add(foldCase(text))
  }
  return words.size > 0 ? words : undefined
}
