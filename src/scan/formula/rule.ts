/** From a bound rule to its formula. */
import { literalOf } from '../../sigma/pattern.ts'
import type { Expression, FieldSearch, KeywordSearch, Test } from '../../sigma/rule.ts'
import { foldCase } from '../../sigma/fold.ts'
import { and, mayHold, met, not, or } from './formula.ts'
import type { Formula } from './formula.ts'
import { KEYWORDS } from './predicate.ts'
import type { FieldName, Needle, Predicates } from './predicate.ts'
import { neededByRe } from './re.ts'
import { needlesOf } from './text.ts'
import type { Needed } from './text.ts'
import { chooseWitnesses, guessFrequency } from './witness.ts'

/** As little of the formula as still has witnesses: what nearly every line meets costs more than it tells. */
export function cheapFormulaOf(expression: Expression, predicates: Predicates): Formula {
  const whole = formulaOf(expression, predicates)
  const cheap = withoutCommon(whole)
  return chooseWitnesses(mayHold(cheap), guessFrequency) === undefined ? whole : cheap
}

/** Keywords of one or two characters would have to be looked for in every value. */
function withoutCommon(formula: Formula): Formula {
  if (typeof formula !== 'object') return formula
  if (formula.kind === 'not') return not(withoutCommon(formula.of))
  if (formula.kind !== 'met') return { kind: formula.kind, of: formula.of.map(withoutCommon) }
  const { field, needles } = formula.predicate
  return field === KEYWORDS && needles.some(({ text }) => text.length < 3) ? 'unknown' : formula
}

function formulaOf(expression: Expression, predicates: Predicates): Formula {
  switch (expression.kind) {
    case 'field':
    case 'keyword':
      return formulaOfSearch(expression, predicates)
    case 'selection':
      return formulaOf(expression.of, predicates)
    case 'not':
      return not(formulaOf(expression.of, predicates))
    default: {
      const of = expression.of.map((member) => formulaOf(member, predicates))
      if (expression.kind !== 'at-least') return { kind: expression.kind, of }
      if (expression.count === of.length) return and(...of)
      return expression.count === 1 ? or(...of) : and('unknown', or(...of))
    }
  }
}

function formulaOfSearch(search: FieldSearch | KeywordSearch, predicates: Predicates): Formula {
  const field = search.kind === 'keyword' ? KEYWORDS : search.field
  const groups = search.all ? search.values.map(({ tests }) => tests) : [search.values.flatMap(({ tests }) => tests)]
  const all = and(...groups.map((tests) => formulaOfGroup(field, tests, predicates)))
  return search.negated ? not(all) : all
}

function formulaOfGroup(field: FieldName, tests: readonly Test[], predicates: Predicates): Formula {
  // The name of such a field is not the same in UTF-8.
  if (typeof field === 'string' && (!field.isWellFormed() || field.includes('\ufffd'))) return 'unknown'
  const [first] = tests
  if (field !== KEYWORDS && first?.kind === 'exists') {
    const exists = met(predicates.of(field, { exists: true }))
    return first.present ? exists : not(exists)
  }
  const group = new Group(field, predicates)
  for (const test of tests) group.add(test)
  const some = group.formula()
  // A keyword may be in what a key that is said twice meant first, which is not part of the event.
  if (field === KEYWORDS) return and(some, or('distinct', 'unknown'))
  return first?.kind === 'null' ? or(not(met(predicates.of(field, { exists: true }))), some) : some
}

/** The tests of one field, any of which is enough: one predicate for all that is exact, and what is not beside it. */
class Group {
  readonly #field: FieldName
  readonly #predicates: Predicates
  readonly #needles: Needle[] = []
  readonly #others: Formula[] = []
  #isNull = false
  #any = false

  constructor(field: FieldName, predicates: Predicates) {
    this.#field = field
    this.#predicates = predicates
  }

  add(test: Test): void {
    if (test.kind === 'null') this.#isNull = true
    else if (test.kind === 're') this.#addNeeded({ exact: false, sets: neededByRe(test) })
    else if (test.kind === 'text') this.#addText(test)
    else if (test.kind !== 'exists') this.#addNeeded({ exact: false, sets: [] })
  }

  #addText({ pattern, cased }: Extract<Test, { kind: 'text' }>): void {
    const [only] = pattern
    if (pattern.length === 1 && typeof only === 'object' && only.wildcard === '*') this.#any = true
    else if (pattern.length === 0) this.#needles.push({ at: 'whole', text: '' })
    else {
      const needed = needlesOf(pattern)
      this.#addNeeded(cased ? { ...needed, exact: needed.exact && isCaseless(literalOf(pattern)) } : needed)
    }
  }

  #addNeeded({ exact, sets }: Needed): void {
    if (exact) this.#needles.push(...sets.flat())
    else {
      const met = sets.map((needles) => this.#met({ needles }))
      this.#others.push(and('unknown', ...(met.length > 0 ? met : [this.#met({ any: true })])))
    }
  }

  #met(question: { needles?: readonly Needle[]; any?: boolean; isNull?: boolean }): Formula {
    return met(this.#predicates.of(this.#field, question))
  }

  formula(): Formula {
    const exact = { isNull: this.#isNull, any: this.#any, needles: this.#any ? [] : this.#needles }
    const asked = exact.isNull || exact.any || exact.needles.length > 0
    return or(...(asked ? [this.#met(exact)] : []), ...this.#others)
  }
}

/** Whether the literal is the same in any case; folding alone does not tell, as it may make two characters one. */
function isCaseless(literal: string | undefined): boolean {
  return literal !== undefined && /^[\0-@[-`{-\x7f]*$/.test(literal) && foldCase(literal) === literal
}
