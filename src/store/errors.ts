/** What the journal refuses. A disk that fails while it runs is no error: appenders wait, and a notice says so. */

/** The folder cannot hold a journal, or what it holds cannot be read. */
export class JournalError extends Error {
  override readonly name = 'JournalError'
  readonly code = 'TALLYMAN_JOURNAL'
  readonly folder: string
  constructor(folder: string, wrong: string, options?: ErrorOptions) {
    super(`${folder}: ${wrong}`, options)
    this.folder = folder
  }
}

/** Another process, or another journal of this one, writes to the folder. */
export class JournalLockedError extends Error {
  override readonly name = 'JournalLockedError'
  readonly code = 'TALLYMAN_JOURNAL_LOCKED'
  readonly folder: string
  constructor(folder: string) {
    super(`${folder}: is written by another process; stop that one, or name another folder`)
    this.folder = folder
  }
}

/** The journal has ended. What was to be appended is not promised to be in it. */
export class JournalEndedError extends Error {
  override readonly name = 'JournalEndedError'
  readonly code = 'TALLYMAN_JOURNAL_ENDED'
  constructor(folder: string, options?: ErrorOptions) {
    super(`${folder}: the journal has ended`, options)
  }
}

/** In words, for whoever has to do something about it. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error ? ('code' in cause ? `${String(cause.code)}, ${cause.message}` : cause.message) : String(cause)
