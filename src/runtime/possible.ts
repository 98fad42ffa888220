/** Whether a rule can match a record of which only some is known: yes, no, or it depends on the rest. */
import { compileRule, type CompiledRule, type Expression, type FieldSearch } from '../sigma/index.ts'

/** A record as far as it is known. */
export interface Outline {
  /** The fields that are known, as the rule would read them. */
  readonly record: object
  /** Their paths. One of them that the record lacks is known to be missing. */
  readonly known: readonly string[]
  /** Paths that are known to be missing, with all that is below them. */
  readonly missing: readonly string[]
}

type Answer = boolean | undefined

/** `false` where the rule cannot match, whatever the rest of the record is. */
export const possible = (rule: CompiledRule, outline: Outline): boolean =>
  answer(rule.expression, outline, searchesOf(rule)) !== false

type Searches = (search: FieldSearch) => CompiledRule

const compiled = new WeakMap<CompiledRule, Map<FieldSearch, CompiledRule>>()

/** One line of a rule as a rule of its own, so that it means here what it means there. */
function searchesOf(rule: CompiledRule): Searches {
  const searches = compiled.get(rule) ?? new Map<FieldSearch, CompiledRule>()
  compiled.set(rule, searches)
  return (search) => {
    const one =
      searches.get(search) ??
      compileRule({
        ...rule.rule,
        detection: {
          selections: new Map([['it', { name: 'it', search, place: search.place }]]),
          condition: { kind: 'selection', name: 'it' },
        },
      })
    searches.set(search, one)
    return one
  }
}

function answer(expression: Expression, outline: Outline, searches: Searches): Answer {
  switch (expression.kind) {
    case 'keyword':
      return undefined
    case 'field':
      return isKnown(expression, outline) ? searches(expression).matches(outline.record) : undefined
    case 'selection':
      return answer(expression.of, outline, searches)
    case 'not': {
      const inner = answer(expression.of, outline, searches)
      return inner === undefined ? undefined : !inner
    }
    default: {
      const count = expression.kind === 'and' ? expression.of.length : expression.kind === 'or' ? 1 : expression.count
      const answers = expression.of.map((one) => answer(one, outline, searches))
      if (answers.filter((one) => one === true).length >= count) return true
      return answers.filter((one) => one !== false).length >= count ? undefined : false
    }
  }
}

function isKnown({ field, values }: FieldSearch, { known, missing }: Outline): boolean {
  if (values.some(({ tests }) => tests.some(({ kind }) => kind === 'fieldref'))) return false
  return known.includes(field) || missing.some((path) => field === path || field.startsWith(`${path}.`))
}
