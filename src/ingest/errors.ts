/** What ingest refuses, with the field that is to blame. */

/** A record lacks what its source promises. It is counted and set aside, never fatal. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
  readonly code = 'TALLYMAN_RECORD'
  readonly path: string
  constructor(path: string, wanted: string, found: unknown) {
    super(`${path} should be ${wanted}, but is ${found === undefined ? 'missing' : kindOf(found)}`)
    this.path = path
  }
}

/** A folder in sources/ that does not hold what it must. Found at start, never later. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
  readonly code = 'TALLYMAN_SOURCE'
}

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'an array'
      : typeof value === 'object'
        ? 'an object'
        : `${typeof value} ${JSON.stringify(value).slice(0, 40)}`
