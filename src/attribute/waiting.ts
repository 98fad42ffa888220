/** Questions that wait for their answer, by when it is worth looking at them again. */
import type { Exec, Root } from './asked.ts'

export interface Waiting {
  /** `due`: event time before which nothing can be said. Those beyond the capacity that have waited longest come back: they are given up. */
  put(asked: Exec | Root, due: number): (Exec | Root)[]
  /** Those that are due, in the order in which they became so; they wait no longer. */
  take(now: number): (Exec | Root)[]
}

/** Milliseconds of event time that are looked at together. */
const STEP = 500

export function createWaiting(capacity: number): Waiting {
  /** By the number of their step. */
  const steps = new Map<number, (Exec | Root)[]>()
  let [size, next] = [0, Infinity]

  const takeStep = (step: number): (Exec | Root)[] => {
    const taken = steps.get(step) ?? []
    steps.delete(step)
    size -= taken.length
    return taken
  }
  const firstStep = (): number => {
    let first = Infinity
    for (const step of steps.keys()) if (step < first) first = step
    return first
  }
  return {
    put(asked, due) {
      const step = Math.ceil(due / STEP)
      const there = steps.get(step)
      if (there) there.push(asked)
      else steps.set(step, [asked])
      size++
      if (step < next) next = step
      if (size <= capacity) return NONE
      const gone = takeStep(next)
      next = firstStep()
      return gone
    },
    take(now) {
      if (now < next * STEP) return NONE
      const taken: (Exec | Root)[] = []
      for (; now >= next * STEP && next < Infinity; next = firstStep()) taken.push(...takeStep(next))
      return taken
    },
  }
}

const NONE: (Exec | Root)[] = []
