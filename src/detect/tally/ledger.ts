/** One tally at work: what waits to be accounted for, and what accounts for it. Items come in order of time. */
import { createRecent } from '../../stream/recent.ts'
import type { RuleHit } from '../detector.ts'
import { readWords } from '../field.ts'
import { nodeOf, type Heard } from './hearing.ts'
import type { Tally, TallyCounts } from './tally.ts'

/** What does not add up: the match that had to be accounted for, what it was held against, and why not. */
export interface Discrepancy {
  readonly hit: RuleHit
  readonly against?: RuleHit
  readonly why: string
}

interface Waiting {
  readonly hit: RuleHit
  readonly key: string
}

export interface TallyLedger {
  every(hit: RuleHit): Discrepancy[]
  expect(hit: RuleHit): void
  /** Event time has come to `now`; `heard` is since and until when each source was, on a node. `last`: nothing more will come. */
  settle(now: number, heard: (source: string, node: string | undefined) => Heard, last?: boolean): Discrepancy[]
  readonly counts: Readonly<TallyCounts>
  snapshot(): LedgerSnapshot
  restore(snapshot: LedgerSnapshot): void
}

export interface LedgerSnapshot {
  readonly waiting: readonly Waiting[]
  readonly accounts: readonly (readonly [string, readonly RuleHit[]])[]
  readonly counts: TallyCounts
}

/** Things waiting, and keys with something that accounts for them; of each key the newest accounts. */
const WAITING = 100_000
const KEYS = 200_000
const ACCOUNTS = 16
/** Whoever would know is waited for so many times as long as the window, and at least so many milliseconds. */
const [PATIENCE, PATIENCE_LEAST] = [6, 300_000]

export function createTallyLedger(tally: Tally): TallyLedger {
  const { same, equal, within, provided } = tally
  const accounts = createRecent<string, readonly RuleHit[]>(KEYS)
  let waiting: Waiting[] = []
  const counts: TallyCounts = { accounted: 0, missing: 0, differing: 0, unknown: 0 }
  const keyOf = (hit: RuleHit, side: 'every' | 'expect'): string | undefined =>
    readWords(
      hit,
      same.map((pair) => pair[side]),
    )
  const isNear = (hit: RuleHit, other: RuleHit): boolean => Math.abs(hit.event.time - other.event.time) <= within

  /** Fields that both have and that differ; nothing where all are equal, `unknown` where one side does not say. */
  const differenceOf = (hit: RuleHit, against: RuleHit): string | 'unknown' | undefined => {
    for (const { every, expect } of equal) {
      const [one, other] = [readWords(hit, [every]), readWords(against, [expect])]
      if (one === undefined || other === undefined) return 'unknown'
      if (one !== other) return `${every} is ${short(one)}, but ${expect} is ${short(other)}`
    }
    return undefined
  }
  /** Nothing where it adds up or cannot be said; counts in any case. */
  const judge = (hit: RuleHit, candidates: readonly RuleHit[]): Discrepancy[] => {
    const differences = candidates.map((against) => ({ against, difference: differenceOf(hit, against) }))
    if (differences.some(({ difference }) => difference === undefined)) counts.accounted++
    else {
      const real = differences.findLast(({ difference }) => difference !== 'unknown')
      if (real?.difference === undefined) counts.unknown++
      else {
        counts.differing++
        return [{ hit, against: real.against, why: real.difference }]
      }
    }
    return []
  }
  const missing = (hit: RuleHit): Discrepancy[] => {
    counts.missing++
    const seconds = Number((within / 1000).toFixed(1))
    return tally.missing === 'match'
      ? [{ hit, why: `nothing accounts for it within ${seconds} s, though ${provided.join(' and ')} was heard` }]
      : []
  }

  return {
    every(hit) {
      const key = keyOf(hit, 'every')
      if (key === undefined) counts.unknown++
      else if (tally.when === 'before') {
        const before = accounts.get(key)?.filter((other) => other.event.uid !== hit.event.uid && isNear(hit, other))
        if (before && before.length > 0) return judge(hit, before.slice(-1))
        counts.unknown++
      } else {
        waiting.push({ hit, key })
        if (waiting.length > WAITING) {
          waiting.shift()
          counts.unknown++
        }
      }
      return []
    },
    expect(hit) {
      const key = keyOf(hit, 'expect')
      if (key !== undefined) accounts.set(key, [...(accounts.get(key) ?? []), hit].slice(-ACCOUNTS))
    },
    settle(now, heard, last = false) {
      const discrepancies: Discrepancy[] = []
      const kept: Waiting[] = []
      for (const item of waiting) {
        const { hit, key } = item
        const due = hit.event.time + within
        // Who began to listen too late may have missed what would account for it.
        const isHeard = provided.every((source) => {
          const { since, until } = heard(source, nodeOf(hit.event))
          return since <= hit.event.time && until > due
        })
        const isGivenUp = last || now - due > Math.max(PATIENCE_LEAST, PATIENCE * within)
        if (now <= due && !last) kept.push(item)
        else {
          const found = (accounts.get(key) ?? []).filter((other) => isNear(hit, other))
          if (found.length > 0) discrepancies.push(...judge(hit, found))
          else if (isHeard) discrepancies.push(...missing(hit))
          else if (isGivenUp) counts.unknown++
          else kept.push(item)
        }
      }
      waiting = kept
      return discrepancies
    },
    counts,
    snapshot: () => ({ waiting: [...waiting], accounts: [...accounts.entries()], counts: { ...counts } }),
    restore(snapshot) {
      waiting = [...snapshot.waiting]
      for (const [key, hits] of snapshot.accounts) accounts.set(key, hits)
      Object.assign(counts, snapshot.counts)
    },
  }
}

const SHOWN = 100
const short = (words: string): string => (words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words)
