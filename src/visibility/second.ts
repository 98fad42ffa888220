/** What is heard, put into seconds of event time; a second is closed when nothing of it is to be expected any more. */

/** Milliseconds. What is said does not depend on the order in which the records of one second come. */
export const SECOND = 1_000

const secondOf = (time: number): number => Math.floor(time / SECOND) * SECOND

export interface Seconds<T> {
  /** What was heard in the second of that time. One that is over gets a part of its own, which is closed at once. */
  at(time: number): T
  /** Nothing before `watermark` is to be expected: what is over is given, in order. */
  close(watermark: number, over: (part: T, begin: number) => void): void
  /** Epoch milliseconds: every second before this one is over. */
  readonly over: number
}

export function createSeconds<T>(create: () => T): Seconds<T> {
  const open = new Map<number, T>()
  const late: { readonly begin: number; readonly part: T }[] = []
  let over = -Infinity
  return {
    at(time) {
      const begin = secondOf(time)
      if (begin < over) {
        const part = create()
        late.push({ begin, part })
        return part
      }
      let part = open.get(begin)
      if (part === undefined) open.set(begin, (part = create()))
      return part
    },
    close(watermark, each) {
      if (late.length > 0) for (const { begin, part } of late.splice(0)) each(part, begin)
      const end = secondOf(watermark)
      if (end <= over) return
      const due = [...open.keys()].filter((begin) => begin < end).toSorted((a, b) => a - b)
      for (const begin of due) {
        const part = open.get(begin) as T
        open.delete(begin)
        over = begin + SECOND
        each(part, begin)
      }
      over = end
    },
    get over() {
      return over
    },
  }
}
