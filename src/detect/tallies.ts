/** Tallies: does it add up across everything that watches? What one sensor sees is held against what another says. */
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { Detection, RuleHit } from './detector.ts'
import { createHearing, type HearingSnapshot } from './tally/hearing.ts'
import { createTallyLedger, type Discrepancy, type LedgerSnapshot, type TallyLedger } from './tally/ledger.ts'
import type { Tally, TallyCounts } from './tally/tally.ts'

export interface Tallies {
  /** A match of a rule, in order of time. */
  observe(hit: RuleHit): Match[]
  /** Every event: its source was heard. */
  hear(event: Event): void
  /** Event time has come to `now` (epoch milliseconds). */
  advance(now: number): Match[]
  end(): Match[]
  counts(): ReadonlyMap<string, Readonly<TallyCounts>>
  snapshot(): unknown
  restore(snapshot: unknown): void
}

interface Owned {
  readonly detection: Detection
  readonly tally: Tally
  readonly ledger: TallyLedger
}

interface TalliesSnapshot {
  readonly heard: HearingSnapshot
  readonly ledgers: readonly (readonly [id: string, LedgerSnapshot])[]
}

/** Milliseconds. */
const SETTLED_EVERY = 1_000

export function createTallies(detections: readonly Detection[]): Tallies {
  const owned = detections.flatMap((detection) =>
    detection.tallies.map((tally): Owned => ({ detection, tally, ledger: createTallyLedger(tally) })),
  )
  const everyBy = Map.groupBy(owned, ({ tally }) => tally.every)
  const expectBy = Map.groupBy(owned, ({ tally }) => tally.expect)
  const hearing = createHearing()
  const settle = (now: number, last: boolean): Match[] =>
    owned.flatMap((one) => one.ledger.settle(now, hearing.heard, last).map((found) => matchOf(one, found)))
  let settled = -Infinity

  return {
    observe(hit) {
      const rules = [hit.match.rule, ...(hit.name === undefined ? [] : [hit.name])]
      const matches = rules.flatMap((rule) =>
        (everyBy.get(rule) ?? []).flatMap((one) => one.ledger.every(hit).map((found) => matchOf(one, found))),
      )
      // After it was asked about: what is held against the one before is not held against itself.
      for (const rule of rules) for (const { ledger } of expectBy.get(rule) ?? []) ledger.expect(hit)
      return matches
    },
    hear: hearing.hear,
    advance(now) {
      // What waits is looked at once a second of event time: nothing depends on when.
      if (now - settled < SETTLED_EVERY) return []
      settled = now
      return settle(now, false)
    },
    end: () => settle(hearing.newest, true),
    counts: () => new Map(owned.map(({ tally, ledger }) => [tally.id, ledger.counts])),
    snapshot: (): TalliesSnapshot => ({
      heard: hearing.snapshot(),
      ledgers: owned.map(({ tally, ledger }) => [tally.id, ledger.snapshot()] as const),
    }),
    restore(snapshot) {
      const from = snapshot as TalliesSnapshot
      hearing.restore(from.heard)
      const ledgers = new Map(from.ledgers)
      for (const { tally, ledger } of owned) {
        const own = ledgers.get(tally.id)
        if (own) ledger.restore(own)
      }
    },
  }
}

function matchOf({ detection, tally }: Owned, { hit, against, why }: Discrepancy): Match {
  const events = against ? [against.event, hit.event].toSorted((a, b) => a.time - b.time) : [hit.event]
  const [first = hit.event, ...rest] = events
  return {
    detection: detection.id,
    rule: tally.id,
    title: tally.title,
    level: tally.level ?? detection.level,
    // When it was due, whenever that was found out.
    time: hit.event.time + (against || tally.when === 'before' ? 0 : tally.within),
    events: [first, ...rest],
    techniques: detection.techniques,
    members: [],
    reasons: [why],
  }
}
