/** How long and how much was seen of each key: whether it is old enough to have habits. */
import type { Learning, LearnerSnapshot } from './baseline.ts'
import type { Hash } from './hash.ts'
import { createTable } from './table.ts'

export interface Maturity {
  /** It was seen, and may be learnt from. `time` in epoch milliseconds. */
  learn(key: string, time: number): void
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
  const table = createTable({ columns: { first: 'u32', last: 'u32', events: 'u32' }, cap, stalest: 'last' })
  const ageOf = (time: number): number => Math.floor(time / SECOND) - table.get('first')
  return {
    learn(key, time) {
      const now = Math.floor(time / SECOND)
      if (!table.seek(hash(key))) table.set('first', now)
      table.set('last', now)
      table.set('events', table.get('events') + 1)
    },
    isMature: (key, time) =>
      table.find(hash(key)) && ageOf(time) * SECOND >= learning.time && table.get('events') >= learning.events,
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
