/** How many bytes are held at once by all who deliver; whoever comes when there is no room waits, first come, first served. */
import type { Limits } from './limits.ts'
import { Refusal } from './refusal.ts'

export interface Share {
  /** It turned out to be less. */
  shrink(bytes: number): void
  /** To be called once, whatever happened. */
  release(): void
}

export interface Budget {
  /** Rejects with Refusal: 429 where too many wait already, 503 where there was no room in time. */
  take(bytes: number): Promise<Share>
}

interface Waiting {
  readonly bytes: number
  readonly admit: () => void
}

export function createBudget({ held, queue, patience }: Pick<Limits, 'held' | 'queue' | 'patience'>): Budget {
  let used = 0
  const waiting: Waiting[] = []

  // One that is larger than all there is still has its turn, alone.
  const fits = (bytes: number): boolean => used === 0 || used + bytes <= held
  const giveBack = (bytes: number): void => {
    used -= bytes
    while (waiting[0] && fits(waiting[0].bytes)) waiting.shift()?.admit()
  }
  const shareOf = (taken: number): Share => {
    used += taken
    let own = taken
    const shrink = (bytes: number): void => {
      const less = Math.max(own - bytes, 0)
      own -= less
      giveBack(less)
    }
    return { shrink, release: () => shrink(0) }
  }

  return {
    async take(bytes) {
      if (waiting.length === 0 && fits(bytes)) return shareOf(bytes)
      if (waiting.length >= queue)
        throw new Refusal(429, `${queue} other deliveries wait for the disk already`, { retryAfter: 5 })
      return new Promise((resolve, reject) => {
        const one: Waiting = {
          bytes,
          admit() {
            clearTimeout(timer)
            resolve(shareOf(bytes))
          },
        }
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(one), 1)
          reject(new Refusal(503, 'the disk does not keep up with what is delivered', { retryAfter: 5 }))
        }, patience)
        waiting.push(one)
      })
    },
  }
}
