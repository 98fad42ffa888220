/** What is heard, put into seconds of event time; a second is closed when nothing of it is to be expected any more. */

/** Milliseconds. What is said does not depend on the order in which the records of one second come. */
export const SECOND = 1_000

const secondOf = (time: number): number => Math.floor(time / SECOND) * SECOND

export interface Seconds<T> {
  /** What was heard in the second of that time. One that is over gets a part more, which is given with the next that are. */
  at(time: number): T
  /** Whether `close` has anything to give. */
  isDue(watermark: number): boolean
  /** Nothing before `watermark` is to be expected: what is over is given, what came late first, in order. */
  close(watermark: number, over: (part: T, begin: number) => void): void
  /** Epoch milliseconds: every second before this one is over. */
  readonly over: number
}

/** So many seconds that came late are held; then they are given though no other is over. */
const HELD = 1_000

export function createSeconds<T>(create: () => T): Seconds<T> {
  const [open, late] = [new Map<number, T>(), new Map<number, T>()]
  let over = -Infinity
  const give = (from: Map<number, T>, end: number, each: (part: T, begin: number) => void): void => {
    for (const begin of [...from.keys()].filter((one) => one < end).toSorted((a, b) => a - b)) {
      const part = from.get(begin) as T
      from.delete(begin)
      over = Math.max(over, begin + SECOND)
      each(part, begin)
    }
  }
  return {
    at(time) {
      const begin = secondOf(time)
      const parts = begin < over ? late : open
      let part = parts.get(begin)
      if (part === undefined) parts.set(begin, (part = create()))
      return part
    },
    isDue: (watermark) => watermark >= over + SECOND || late.size >= HELD,
    close(watermark, each) {
      give(late, over, each)
      give(open, secondOf(watermark), each)
      over = Math.max(over, secondOf(watermark))
    },
    get over() {
      return over
    },
  }
}
