/** Where the stream of events broke off: what was heard already, and what to ask for so that it goes on without a hole. */
import type { EngineClient } from './client.ts'
import type { EngineEvent } from './event.ts'

export interface Heard {
  /** False where the same event was heard before. */
  isNew(event: EngineEvent): boolean
  /** What to ask the engine for: everything since the last event, and a little before. */
  path(): string
  /**
   * Whether nothing can have been missed. The engine keeps its last 256 events, in one piece, until it is restarted: as long as
   * the last one that was heard is among them, all that came after it are too.
   */
  isWhole(client: EngineClient): Promise<boolean>
}

/** In nanoseconds. Events are not strictly in order: what is a little older than the newest may still come. */
const OVERLAP = 1_000_000_000n

export function createHeard(): Heard {
  let newest = 0n
  let lines = new Map<string, bigint>()
  let oldest = 0n
  return {
    isNew({ line, time }) {
      if (time === undefined) return true
      if (lines.has(line)) return false
      lines.set(line, time)
      if (time > newest) newest = time
      // Not at every event: once what is kept spans twice the overlap.
      if (newest - oldest > 2n * OVERLAP) {
        oldest = newest - OVERLAP
        lines = new Map([...lines].filter(([, at]) => at >= oldest))
      }
      return true
    },
    path: () => (newest === 0n ? '/events' : `/events?since=${secondsOf(newest - OVERLAP)}`),
    async isWhole(client) {
      if (newest === 0n) return false
      const answer = await client.get(`/events?since=${secondsOf(newest)}&until=${secondsOf(newest + 1n)}`)
      return (answer ?? '').split('\n').some((line) => lines.get(line) === newest)
    },
  }
}

/** Seconds since 1970 with nine decimals, as the engine reads them. */
export const secondsOf = (nanoseconds: bigint): string => {
  const digits = nanoseconds.toString().padStart(10, '0')
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`
}
