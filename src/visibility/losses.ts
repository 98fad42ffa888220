/** What a sensor says that it lost: counters that rise, told once in a while and never record by record. */
import type { Event } from '../model/event.ts'
import type { Place } from '../model/record.ts'

/** How much it said in one second that it lost. */
export interface Said {
  /** Since it said so before. */
  lost: number
  /** Since it runs. */
  total?: number
}

export interface LossLedger {
  /** How many records, packets or whatever it counts. */
  readonly lost: number
  /** Epoch milliseconds: when it said so last. */
  readonly last?: number
}

/** What was lost since it was told before. */
export interface Loss {
  readonly lost: number
  /** Epoch milliseconds: after when, and until when at the latest. */
  readonly from: number
  readonly to: number
  readonly place: Place
}

/** Milliseconds between two words about the losses of one sensor. */
const REST = 5 * 60_000

export interface Losses {
  heard(second: { readonly last: number; readonly place: Place; readonly said: Said }): void
  /** What is to be told by now. */
  due(now: number): Loss | undefined
  ledger(): LossLedger
}

export function createLosses(): Losses {
  let [lost, pending, total] = [0, 0, undefined as number | undefined]
  /** When it last said how much it lost, whether something or nothing; and when that was told. */
  let [said, from, told] = [undefined as number | undefined, 0, -Infinity]
  let last: { time: number; place: Place } | undefined
  return {
    heard({ last: time, place, said: { lost: since, total: now } }) {
      if (since === 0 && now === undefined) return
      // A counter that falls was begun anew. One that is heard for the first time says nothing of when.
      const risen = now === undefined || total === undefined ? 0 : now < total ? now : now - total
      if (now !== undefined) total = now
      // Whoever keeps a total is taken at that: what it says on the way is in it.
      const more = total === undefined ? since : risen
      if (more > 0) {
        if (pending === 0) from = said ?? time
        pending += more
        lost += more
        last = { time, place }
      }
      said = time
    },
    due(now) {
      if (pending === 0 || !last || now < told + REST) return undefined
      const loss: Loss = { lost: pending, from, to: last.time, place: last.place }
      pending = 0
      told = Math.max(last.time, told + REST)
      return loss
    },
    ledger: () => ({ lost, ...(last && { last: last.time }) }),
  }
}

/** Where sources put it: `details.lost` since the sensor said so before, or `details.lost_total` since it runs. */
export function countLoss({ details }: Event, into: Said): void {
  const [lost, total] = [details?.['lost'], details?.['lost_total']]
  if (isCount(lost)) into.lost += lost
  if (isCount(total)) into.total = Math.max(into.total ?? 0, total)
}

const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value)
