/** Can the rules fire: does some sample of the source have each field, and can each value ever stand there? */
import {
  compileRule,
  logsourceAccepts,
  type FieldSearch,
  type Rule,
  type Search,
  type Test,
} from '../../sigma/index.ts'
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import type { Kind, ViewSchema } from '../schema.ts'
import { findingsIn, type CheckContext } from './context.ts'

/** What keeps a rule from ever matching a record of the package's sources. */
export function deadSearches(rule: Rule, { sources, places }: Detection, context: CheckContext): Finding[] {
  const finding = findingsIn(places.rule)
  const views = sources.flatMap((id) => context.sources.get(id)?.views ?? [])
  const read = views.filter(({ logsource }) => logsourceAccepts(rule.logsource, logsource))
  if (read.length > 0) return fieldSearches(rule).flatMap((search) => checkSearch(search))
  const answered = views.map(({ logsource }) => Object.values(logsource).join(' ')).join(', ')
  return [
    finding(
      'logsource-unanswered',
      rule.place.line,
      `no source of the package answers to the log source “${Object.values(rule.logsource).join(' ')}” of “${rule.title}”`,
      `list the source that does under \`sources\`; the samples of those listed answer to ${answered || 'nothing'}`,
    ),
  ]

  function checkSearch(search: FieldSearch): Finding[] {
    const { field, values, place } = search
    const having = read.filter(({ fields }) => fields.has(field))
    if (having.length === 0)
      return [
        finding(
          'field-unseen',
          place.line,
          `no sample of ${sources.join(', ')} has the field \`${field}\``,
          `look for it in the samples of the source${nearest(field, read)}; a rule on a field that is not there never fires`,
        ),
      ]
    return values.flatMap((wanted): Finding[] => {
      const one = { ...search, values: [wanted], all: false, negated: false }
      if (having.some((view) => canMeet(rule, one, wanted.tests, view))) return []
      return [
        finding(
          'value-impossible',
          wanted.place.line,
          `\`${field}\` is never ${JSON.stringify(wanted.written)}: ${having.map((view) => describe(view, field)).join('; ')}`,
          'write a value that the field can have',
        ),
      ]
    })
  }
}

function fieldSearches({ detection }: Rule): FieldSearch[] {
  const of = (search: Search): FieldSearch[] => {
    if (search.kind === 'field') return [search]
    return search.kind === 'keyword' ? [] : search.of.flatMap(of)
  }
  return [...detection.selections.values()].flatMap(({ search }) => of(search))
}

/** Whether some value that the field can have passes. Where they are few they are all tried, by the rule's own matcher. */
function canMeet(rule: Rule, search: FieldSearch, tests: readonly Test[], { fields, enums }: ViewSchema): boolean {
  if (tests.some(({ kind }) => kind === 'exists' || kind === 'null' || kind === 'fieldref' || kind === 'placeholder'))
    return true
  const kinds = fields.get(search.field) ?? new Set<Kind>()
  if (kinds.size === 0) return true
  const selection = { name: 'selection', search, place: search.place }
  const { matches } = compileRule({
    ...rule,
    detection: { selections: new Map([['selection', selection]]), condition: { kind: 'selection', name: 'selection' } },
  })
  const met = (value: unknown): boolean => matches({ [search.field]: value })
  const known = enums.get(search.field)
  if (known) return [...known].some(met)
  if (kinds.has('boolean') && [true, false].some(met)) return true
  if (kinds.has('object') && met({})) return true
  return tests.some((test) => [...kinds].some((kind) => isOf(kind, test)))
}

const NUMERIC = /^[-+.\deE]*$/

/** Whether some value of the kind, which are too many to try, can pass. */
function isOf(kind: Kind, test: Test): boolean {
  const ordered = test.kind === 'compare' && test.part === undefined
  if (kind === 'string') return !ordered
  if (kind === 'digits') return true
  if (kind !== 'number') return false
  const spelled = test.kind === 'text' && test.pattern.every((part) => typeof part !== 'string' || NUMERIC.test(part))
  return spelled || ordered || test.kind === 're'
}

const describe = ({ fields, enums }: ViewSchema, field: string): string => {
  const known = enums.get(field)
  if (known) return `it is one of ${[...known].join(', ')}`
  return `in every sample it is of the kind ${[...(fields.get(field) ?? [])].join(' or ')}`
}

/** A field of the same last name, which is what authors who guess a path mean. */
export function nearest(field: string, views: readonly ViewSchema[]): string {
  const last = field.slice(field.lastIndexOf('.') + 1).toLowerCase()
  const found = views
    .flatMap(({ fields }) => [...fields.keys()])
    .filter((path) => path.slice(path.lastIndexOf('.') + 1).toLowerCase() === last)
    .slice(0, 3)
  return found.length > 0 ? `, which have ${found.map((path) => `\`${path}\``).join(', ')}` : ''
}
