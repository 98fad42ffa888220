/** How long and how much was seen of each key: whether it is old enough to have habits. */
import type { Learning, LearnerSnapshot } from './baseline.ts'
import type { Hash } from '../../sigma/hash.ts'
import { createTable } from './table.ts'

export interface Maturity {
  /** It was seen, and may be learnt from. `time` in epoch milliseconds. */
  learn(key: string, time: number): void
  /** They are watched: counts where nothing else does, see `Learning.of`. */
  live(keys: readonly string[], time: number): void
  /** Something new was learnt of it. */
  renew(key: string, time: number): void
  isMature(key: string, time: number): boolean
  /** For people: `9 days and 4,210 events`. */
  tell(key: string, time: number): string
  readonly bytes: number
  snapshot(): LearnerSnapshot
  restore(snapshot: LearnerSnapshot): void
}

const SECOND = 1000
const HOUR = 3600
const DAY = 86_400

export function createMaturity(learning: Learning, hash: (text: string) => Hash, cap: number): Maturity {
  // Seconds fit into 32 bits until 2106.
  const table = createTable({
    columns: { first: 'u32', last: 'u32', events: 'u32', news: 'u32' },
    cap,
    stalest: 'last',
  })
  const ageOf = (time: number): number => Math.floor(time / SECOND) - table.get('first')
  const isSettled = (time: number): boolean =>
    learning.settled === undefined || time - table.get('news') * SECOND >= learning.settled
  const count = (key: string, time: number): void => {
    const now = Math.floor(time / SECOND)
    if (!table.seek(hash(key))) table.set('first', now)
    table.set('last', now)
    table.set('events', table.get('events') + 1)
  }
  return {
    learn(key, time) {
      if (learning.of === undefined) count(key, time)
    },
    live(keys, time) {
      for (const key of keys) count(key, time)
    },
    renew(key, time) {
      if (table.find(hash(key))) table.set('news', Math.floor(time / SECOND))
    },
    isMature: (key, time) =>
      table.find(hash(key)) &&
      ageOf(time) * SECOND >= learning.time &&
      table.get('events') >= learning.events &&
      isSettled(time),
    tell(key, time) {
      if (!table.find(hash(key))) return 'no time'
      const age = ageOf(time)
      const told = age >= 2 * DAY ? `${Math.floor(age / DAY)} days` : `${(age / HOUR).toFixed(1)} hours`
      return `${told} and ${table.get('events').toLocaleString('en')} events`
    },
    get bytes() {
      return table.bytes
    },
    snapshot: () => [table.snapshot()],
    restore: ([own]) => own && table.restore(own),
  }
}
