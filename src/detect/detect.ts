/** The third verb, Event -> Match: every kind of detector behind one stage. */
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import { createInOrder } from '../stream/in-order.ts'
import type { Stage } from '../stream/stage.ts'
import { silencedRules } from '../sigma/index.ts'
import type { Baseline } from './baseline/baseline.ts'
import { createBaselines, BASELINE_DEFAULTS, type Baselines, type BaselineSettings } from './baselines.ts'
import type { Detection, RuleHit } from './detector.ts'
import { createRules } from './rules.ts'
import { createSequences } from './sequences.ts'
import { createTallies } from './tallies.ts'

export interface DetectSettings {
  readonly baselines: BaselineSettings
  /** Milliseconds that baselines and tallies wait for what comes late. */
  readonly lateness: number
  /** Matches that wait for it. */
  readonly waiting: number
}

const DETECT_DEFAULTS: DetectSettings = { baselines: BASELINE_DEFAULTS, lateness: 30_000, waiting: 100_000 }

/**
 * All detections as one stage. Rules and sequences answer at once; baselines and tallies once what is late has come. `baselines`
 * are given by whoever keeps what they learn.
 */
export function detect(
  detections: readonly Detection[],
  settings: DetectSettings = DETECT_DEFAULTS,
  baselines: Baselines = createBaselines(detections, settings.baselines),
): Stage<Event, Match> {
  const rules = createRules(detections)
  const sequences = createSequences(detections)
  const tallies = createTallies(detections)
  const silent = new Set(detections.flatMap(silentOf))
  const learnt = new Set(detections.flatMap(stoodOn))
  const awaited = new Set(detections.flatMap(awaitedBy))
  const inOrder = createInOrder<RuleHit>({
    timeOf: ({ event }) => event.time,
    compareTies,
    lateness: settings.lateness,
    most: settings.waiting,
  })
  let newest = -Infinity

  const weigh = (hits: readonly RuleHit[]): Match[] =>
    hits.flatMap((hit) => [...tallies.advance(hit.event.time), ...baselines.observe(hit), ...tallies.observe(hit)])
  const told = (matches: readonly Match[]): Match[] => {
    const out = matches.filter(({ rule }) => !silent.has(rule))
    for (const match of out) baselines.suspect(match)
    return out
  }
  return {
    observe(event) {
      baselines.hear(event)
      tallies.hear(event)
      newest = Math.max(newest, event.time)
      const all = rules(event)
      // The end of what was told already is no second occurrence; but a tally may wait for it.
      const hits = event.continues ? [] : all
      const matches = [...hits.map(({ match }) => match), ...hits.flatMap((hit) => sequences.observe(hit))]
      const waiting = all.filter(isOf(event.continues ? awaited : learnt))
      return told([
        ...matches,
        ...weigh(waiting.length > 0 ? waiting.flatMap((hit) => inOrder.take(hit)) : inOrder.advance(event.time)),
        ...tallies.advance(newest - settings.lateness),
      ])
    },
    advance(now) {
      newest = Math.max(newest, now)
      return told([...weigh(inOrder.advance(now)), ...tallies.advance(newest - settings.lateness)])
    },
    end: () => told([...weigh(inOrder.end()), ...tallies.end()]),
  }
}

/** Ids are hashes of whole records: they are asked for only where two events are of the same time. */
function compareTies(one: RuleHit, other: RuleHit): number {
  const [a, b] = one.event === other.event ? [one, other].map(({ match }) => match.rule) : [one, other].map(tieOf)
  return a! < b! ? -1 : a! > b! ? 1 : 0
}
const tieOf = ({ event, match }: RuleHit): string => `${event.uid} ${match.rule}`

/** Whether a hit is of one of these rules, by id or name. */
const isOf =
  (rules: ReadonlySet<string>) =>
  ({ match, name }: RuleHit): boolean =>
    rules.has(match.rule) || (name !== undefined && rules.has(name))

/** What it learns, and what shows that a key is watched. */
const rulesOf = ({ of, learn }: Baseline): string[] => (learn.of === undefined ? [of] : [of, learn.of])

/** What baselines and tallies stand on, by id or name. */
const stoodOn = ({ baselines, tallies }: Detection): string[] => [
  ...baselines.flatMap(rulesOf),
  ...tallies.flatMap(({ every, expect }) => [every, expect]),
]

/** What tallies wait for, and nothing else stands on. */
const awaitedBy = ({ baselines, tallies }: Detection): string[] => {
  const others = new Set([...baselines.flatMap(rulesOf), ...tallies.map(({ every }) => every)])
  return tallies.flatMap(({ expect }) => (others.has(expect) ? [] : expect))
}

/**
 * Ids of the rules and correlations of a package that do not alert by themselves: a correlation without `generate` silences
 * what it stands on (Sigma), a baseline or a tally always does, but only in its own package. A member detection has an ADS of
 * its own, and alerts by it.
 */
function silentOf(detection: Detection): string[] {
  const { rules, correlations } = detection
  const silenced = new Set([
    ...silencedRules(
      correlations,
      rules.map(({ rule }) => rule),
    ),
    ...stoodOn(detection),
  ])
  return [...rules.map(({ rule }) => rule), ...correlations]
    .filter(({ id, name }) => silenced.has(id) || (name !== undefined && silenced.has(name)))
    .map(({ id }) => id)
}
