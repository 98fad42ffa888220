/** Predicates: what the scan can find out about a field without making anything of its value. */

/** The field that is every value of the event. */
export const KEYWORDS = Symbol('keywords')
export type FieldName = string | typeof KEYWORDS

/** Where a text stands in the value: it is the value, begins it, ends it, or is somewhere in it. Case is set aside. */
export type Position = 'whole' | 'start' | 'end' | 'inside'

export interface Needle {
  readonly at: Position
  /** Folded. */
  readonly text: string
}

/**
 * Whether some value of the field is one of the needles, or is null, or is anything but null; or whether the field is there at
 * all. Predicates that ask the same are the same object.
 */
export interface Predicate {
  readonly field: FieldName
  readonly exists: boolean
  readonly isNull: boolean
  readonly any: boolean
  readonly needles: readonly Needle[]
}

/** What is asked of a field, any of it being enough. */
export interface Question {
  readonly exists?: boolean
  readonly isNull?: boolean
  readonly any?: boolean
  readonly needles?: readonly Needle[]
}

/** Makes predicates, each one once. */
export class Predicates {
  readonly #known = new Map<FieldName, Map<string, Predicate>>()

  of(field: FieldName, question: Question): Predicate {
    const { exists = false, isNull = false, any = false, needles = [] } = question
    const names = [...new Set(needles.map(({ at, text }) => `${at} ${text}`))].toSorted()
    const name = JSON.stringify([exists, isNull, any, names])
    let known = this.#known.get(field)
    if (known === undefined) this.#known.set(field, (known = new Map()))
    let predicate = known.get(name)
    if (predicate === undefined) known.set(name, (predicate = { field, exists, isNull, any, needles }))
    return predicate
  }
}
