/** Words on the command line that mean nothing here; the message says which would. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
  readonly code = 'TALLYMAN_USAGE'
}
