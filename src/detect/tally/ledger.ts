/** One tally at work: what waits to be accounted for, and what accounts for it. Items come in order of time. */
import { createRecent } from '../../stream/recent.ts'
import type { RuleHit } from '../detector.ts'
import { readField, readWords } from '../field.ts'
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
  readonly keys: readonly string[]
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
/** What one match can be about, where its fields are lists. */
const KEYS_OF_ONE = 64
/** Whoever would know is waited for so many times as long as the window, and at least so many milliseconds. */
const [PATIENCE, PATIENCE_LEAST] = [6, 300_000]

export function createTallyLedger(tally: Tally): TallyLedger {
  const { same, equal, among, within, provided } = tally
  const back = Math.max(within, tally.back)
  const accounts = createRecent<string, readonly RuleHit[]>(KEYS)
  let waiting: Waiting[] = []
  const counts: TallyCounts = { accounted: 0, missing: 0, differing: 0, unknown: 0 }
  /** One for each value of a list: who has one of them in common is about the same. None where a field is missing. */
  const keysOf = (hit: RuleHit, side: 'every' | 'expect'): string[] =>
    same
      .map((pair) => wordsOf(hit, pair[side]))
      .reduce(
        (keys, words) => keys.flatMap((key) => words.map((word) => `${key}\0${word}`)).slice(0, KEYS_OF_ONE),
        [''],
      )
  const accountsOf = (keys: readonly string[], hit: RuleHit): RuleHit[] => [
    ...new Set(keys.flatMap((key) => accounts.get(key) ?? []).filter((other) => isNear(hit, other))),
  ]
  const isNear = ({ event: { time } }: RuleHit, other: RuleHit): boolean =>
    time - back <= other.event.time && other.event.time <= time + within

  /** Fields that both have and that differ; nothing where all are as they should be, `unknown` where one side does not say. */
  const differenceOf = (hit: RuleHit, against: RuleHit): string | 'unknown' | undefined => {
    for (const { every, expect } of equal) {
      const [one, other] = [readWords(hit, [every]), readWords(against, [expect])]
      if (one === undefined || other === undefined) return 'unknown'
      if (one !== other) return `${every} is ${short(one)}, but ${expect} is ${short(other)}`
    }
    for (const { every, expect } of among) {
      const others = new Set(wordsOf(against, expect))
      const more = wordsOf(hit, every).find((word) => !others.has(word))
      if (more !== undefined) return `${every} has ${short(more)}, and ${expect} has not`
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
      const keys = keysOf(hit, 'every')
      if (keys.length === 0) counts.unknown++
      else if (tally.when === 'before') {
        const before = accountsOf(keys, hit).filter((other) => other.event.uid !== hit.event.uid)
        const newest = before.toSorted((one, other) => one.event.time - other.event.time).slice(-1)
        if (newest.length > 0) return judge(hit, newest)
        counts.unknown++
      } else {
        waiting.push({ hit, keys })
        if (waiting.length > WAITING) {
          waiting.shift()
          counts.unknown++
        }
      }
      return []
    },
    expect(hit) {
      for (const key of keysOf(hit, 'expect')) accounts.set(key, [...(accounts.get(key) ?? []), hit].slice(-ACCOUNTS))
    },
    settle(now, heard, last = false) {
      const discrepancies: Discrepancy[] = []
      const kept: Waiting[] = []
      for (const item of waiting) {
        const { hit, keys } = item
        const due = hit.event.time + within
        // Who began to listen too late may have missed what would account for it.
        const isHeard = provided.every((source) => {
          const { since, until } = heard(source, nodeOf(hit.event))
          return since <= hit.event.time && until > due
        })
        const isGivenUp = last || now - due > Math.max(PATIENCE_LEAST, PATIENCE * within)
        if (now <= due && !last) kept.push(item)
        else {
          const found = accountsOf(keys, hit)
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

const wordsOf = (hit: RuleHit, field: string): string[] => [
  ...new Set(
    readField(hit, field).flatMap((value) => (typeof value === 'object' && value !== null ? [] : [String(value)])),
  ),
]

const SHOWN = 100
const short = (words: string): string => (words.length > SHOWN ? `${words.slice(0, SHOWN)}…` : words)
