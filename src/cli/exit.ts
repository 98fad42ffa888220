/** What the exit code says. */
export const EXIT = {
  done: 0,
  /** Something of at least `--fail-on` was found, or a check did not hold. */
  found: 1,
  /** It could not be done: a wrong word, a file that is not there, content that cannot be loaded. */
  failed: 2,
} as const
