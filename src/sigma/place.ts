/** Where something of a rule was written, and the errors that say so. */

/** A place in a file of rules; line and column count from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** One thing that is wrong with a rule, a correlation or a filter. */
export class SigmaError extends Error {
  readonly code = 'SIGMA'
  readonly file: string
  readonly line: number
  readonly column: number
  /** Where in the document: `detection.selection.Image|endswith[2]`. */
  readonly path: string
  readonly why: string

  constructor(place: Place, path: string, why: string, options?: ErrorOptions) {
    super(`${place.file}:${place.line}:${place.column}: ${path === '' ? '' : `${path}: `}${why}`, options)
    this.name = 'SigmaError'
    this.file = place.file
    this.line = place.line
    this.column = place.column
    this.path = path
    this.why = why
  }
}

/** Everything that is wrong with a text of rules, told at once. */
export class SigmaErrors extends Error {
  readonly code = 'SIGMA'
  readonly errors: readonly SigmaError[]

  constructor(errors: readonly SigmaError[]) {
    super(errors.map((error) => error.message).join('\n'))
    this.name = 'SigmaErrors'
    this.errors = errors
  }
}
