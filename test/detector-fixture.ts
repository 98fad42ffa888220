/** Matches of one rule, a baseline or a tally over them, and what these say of a stream: for the laws that every kind owes. */
import type { Baseline } from '../src/detect/baseline/baseline.ts'
import type { Detection, RuleHit } from '../src/detect/detector.ts'
import type { Tally } from '../src/detect/tally/tally.ts'
import type { Match } from '../src/model/match.ts'
import { createInOrder } from '../src/stream/in-order.ts'
import { anEvent } from './fixture.ts'

/** One match of the rule `rule` at `time`, on a record with these fields. */
export interface Told {
  readonly rule: string
  readonly time: number
  readonly fields: { readonly [field: string]: string | number | readonly string[] }
}

export function aHit({ rule, time, fields }: Told): RuleHit {
  const view = { logsource: { product: 'test' }, fields }
  const event = anEvent({
    uid: `${rule} ${time} ${JSON.stringify(fields)}`,
    time,
    views: [view],
    place: { source: rule, file: 'f', line: 1 },
  })
  const match: Match = {
    detection: 'test',
    rule,
    title: rule,
    level: 'low',
    time,
    events: [event],
    techniques: [],
    members: [],
  }
  return { event, view, match }
}

export const aDetection = (parts: { baselines?: readonly Baseline[]; tallies?: readonly Tally[] }): Detection => ({
  id: 'test',
  title: 'test',
  level: 'medium',
  techniques: [],
  rules: [],
  correlations: [],
  baselines: [],
  tallies: [],
  ...parts,
})

/** What can be taken up in the middle: its state is data. */
export interface Weighing {
  observe(hit: RuleHit): Match[]
  end?(): Match[]
  snapshot(): unknown
  restore(snapshot: unknown): void
}

/** Feeds a stream in its order of arrival, put in order of time as the stage does, and tells what was said, in a form to compare. */
export function run(weighing: Weighing, hits: readonly RuleHit[], lateness: number): string[] {
  const order = createInOrder<RuleHit>({
    timeOf: ({ event }) => event.time,
    compareTies: (a, b) => (a.event.uid < b.event.uid ? -1 : 1),
    lateness,
    most: Infinity,
  })
  const ordered = [...hits.flatMap((hit) => order.take(hit)), ...order.end()]
  return [...ordered.flatMap((hit) => weighing.observe(hit)), ...(weighing.end?.() ?? [])].map(toldOf).toSorted()
}

const toldOf = ({ time, events, reasons = [] }: Match): string =>
  JSON.stringify([time, events.map(({ uid }) => uid), reasons])

/** The same hits, each as much as `lateness` later than its time: `dice` are numbers from 0 to 1. */
export function shuffled(hits: readonly RuleHit[], lateness: number, dice: readonly number[]): RuleHit[] {
  const arrival = (at: number): number => hits[at]!.event.time + lateness * (dice[at % dice.length] ?? 0)
  return hits
    .map((hit, at) => ({ hit, at }))
    .toSorted((a, b) => arrival(a.at) - arrival(b.at))
    .map(({ hit }) => hit)
}
