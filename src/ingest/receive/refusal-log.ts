/** Tells the operator of what was refused: the first of each kind at once, the others counted, so that no sender can fill a log. */
const EVERY = 60_000

export interface RefusalLog {
  /** `kind` is one of few, and no sender's word. */
  told(kind: string, words: string): void
}

export function createRefusalLog(notice: (words: string) => void, now: () => number = Date.now): RefusalLog {
  const kinds = new Map<string, { since: number; more: number }>()
  return {
    told(kind, words) {
      const known = kinds.get(kind)
      if (known && now() - known.since < EVERY) {
        known.more += 1
        return
      }
      kinds.set(kind, { since: now(), more: 0 })
      notice(known?.more ? `${words} (and ${known.more} times before, since this was last told)` : words)
    },
  }
}
