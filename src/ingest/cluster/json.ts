/** Reads what should be JSON, and may be anything. */

/** Nothing where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
