/** Correlations at work: hits of rules in, hits of correlations out. */
import { silencedRules } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import type { Named } from '../named.ts'
import { CountWindow, compileCounted } from './count.ts'
import { Groups } from './groups.ts'
import { Inner, refsOf } from './hit.ts'
import type { Arrival, CorrelationHit, Found, Hit } from './hit.ts'
import { compileValues } from './key.ts'
import type { Read, ReadValues } from './key.ts'
import { checkReferences } from './reference.ts'
import { Sequence } from './sequence.ts'

export interface CorrelatorOptions<T = never> {
  /** How a field of an event is read; by default as rules read it (a flat key, then the nested path, any member of an array). */
  readonly read?: Read
  /**
   * The event of a hit, by its ref. Then what follows on a correlation reads the newest event that it stands on, whichever came last;
   * without it, the one that came last.
   */
  readonly eventOf?: (ref: T) => object
  /** How many groups are kept, of all correlations together; the one touched longest ago is forgotten first. 100,000. */
  readonly maxGroups?: number
  /** How many hits are kept in all windows together; whole groups are forgotten as above. 1,000,000. */
  readonly maxHits?: number
  /** If given, each correlation must refer to one of these or to another correlation. */
  readonly rules?: readonly Named[]
}

export interface Correlator<T> {
  /** What follows from this hit. Hits of correlations that others refer to, without `generate`, are not among it. */
  observe(hit: Hit<T>): CorrelationHit<T>[]
  /** The whole state, as data (if the refs are data). */
  snapshot(): unknown
  /** Takes the state back; groups of correlations that are no longer there, or have changed, are dropped. */
  restore(snapshot: unknown): void
}

type State<T> = CountWindow<T> | Sequence<T>

const newestOf = <T>(on: Found<T>['on']): T => on.reduce((a, b) => (b.time >= a.time ? b : a)).ref

/** A rule of a correlation that a hit may be of. */
interface Listener<T> {
  readonly correlation: Correlation
  /** Its number among the correlations, and the rule's among its rules. */
  readonly index: number
  readonly rule: number
  readonly groups: ReadValues<T>
  readonly counted: (arrival: Arrival<T>) => readonly string[]
  /** Whether it alerts by itself. */
  readonly alerts: boolean
  readonly followers: readonly Listener<T>[]
}

const NOTHING: readonly never[] = []

/**
 * Throws `SigmaErrors` where a correlation refers to itself, by however many steps, or to what is not there. The cost of a hit
 * does not depend on how many a window holds.
 */
export function createCorrelator<T>(
  correlations: readonly Correlation[],
  options: CorrelatorOptions<T> = {},
): Correlator<T> {
  checkReferences(correlations, options.rules)
  const { maxGroups = 100_000, maxHits = 1_000_000 } = options
  const groups = new Groups<State<T>>(correlations.length, { maxGroups, maxHits })
  const listeners = listenersOf<T>(correlations, options.read)

  function follow(listener: Listener<T>, arrival: Arrival<T>, hits: CorrelationHit<T>[]): void {
    const counted = listener.counted(arrival)
    if (counted.length === 0) return
    for (const values of listener.groups(arrival)) {
      const group = groups.touch(listener.index, values, () => createState<T>(listener.correlation))
      const found = addTo(group.state, listener.rule, arrival, counted)
      while (!groups.hold(group, group.state.size)) group.state.dropOldest()
      for (const one of found) pass(listener, arrival, one, values, hits)
    }
  }

  function pass(
    listener: Listener<T>,
    arrival: Arrival<T>,
    found: Found<T>,
    values: readonly string[],
    hits: CorrelationHit<T>[],
  ): void {
    const { correlation, alerts, followers } = listener
    const { time, on, told, count } = found
    if (!(told && alerts) && followers.length === 0) return
    const group = correlation.groupBy.map((field, index) => [field, values[index] ?? ''] as const)
    if (told && alerts) hits.push({ correlation, time, group, refs: refsOf(on), count })
    const inner = {
      rule: correlation.id,
      name: correlation.name,
      time,
      event: options.eventOf?.(newestOf(on)) ?? arrival.event,
      group,
      support: new Inner(on),
      told,
    }
    for (const follower of followers) follow(follower, inner, hits)
  }

  return {
    observe({ rule, name, time, event, ref }) {
      const hits: CorrelationHit<T>[] = []
      const concerned = concernedBy(listeners, rule, name)
      if (concerned.length === 0 || !Number.isFinite(time)) return hits
      const arrival: Arrival<T> = { rule, name, time, event, group: undefined, support: ref, told: true }
      for (const listener of concerned) follow(listener, arrival, hits)
      return hits
    },
    snapshot: () => ({
      correlations: correlations.map(definitionOf),
      groups: [...groups.values()].map(({ of, values, state }) => ({ of, values, state: state.snapshot() })),
    }),
    restore(snapshot) {
      const given = snapshot as { correlations: string[]; groups: { of: number; values: string[]; state: unknown }[] }
      const known = correlations.map(definitionOf)
      groups.clear()
      for (const { of, values, state } of given.groups) {
        const index = known.indexOf(given.correlations[of] ?? '')
        const correlation = correlations[index]
        if (correlation === undefined) continue
        const group = groups.touch(index, values, () => createState<T>(correlation))
        group.state.restore(state)
        while (!groups.hold(group, group.state.size)) group.state.dropOldest()
      }
    },
  }
}

function createState<T>(correlation: Correlation): State<T> {
  return correlation.type === 'temporal_ordered' ? new Sequence<T>(correlation) : new CountWindow<T>(correlation)
}

function addTo<T>(state: State<T>, rule: number, arrival: Arrival<T>, counted: readonly string[]): readonly Found<T>[] {
  if (state instanceof Sequence) return state.add(rule, arrival.time, arrival.support)
  let found: Found<T> | undefined
  for (const value of counted) if (state.add(arrival.time, value, arrival.support)) found = state.decide(value)
  return found === undefined ? NOTHING : [found]
}

type Listeners<T> = ReadonlyMap<string, readonly Listener<T>[]>

function concernedBy<T>(listeners: Listeners<T>, rule: string, name: string | undefined): readonly Listener<T>[] {
  const byId = listeners.get(rule) ?? NOTHING
  const byName = name === undefined || name === rule ? NOTHING : (listeners.get(name) ?? NOTHING)
  if (byId.length === 0) return byName
  if (byName.length === 0) return byId
  // A correlation that says both the id and the name still hears of a hit once.
  return [...byId, ...byName.filter(({ index }) => !byId.some((listener) => listener.index === index))]
}

function listenersOf<T>(correlations: readonly Correlation[], read: Read | undefined): Listeners<T> {
  const silenced = silencedRules(correlations)
  const listeners = new Map<string, Listener<T>[]>()
  const followers = new Map(correlations.map((correlation): [Correlation, Listener<T>[]] => [correlation, []]))
  for (const [index, correlation] of correlations.entries()) {
    const groups = compileValues<T>(correlation.groupBy, correlation, read)
    const names = correlation.name === undefined ? [correlation.id] : [correlation.id, correlation.name]
    const alerts = !names.some((name) => silenced.has(name))
    for (const [rule, name] of correlation.rules.entries()) {
      const counted = correlation.type === 'temporal_ordered' ? () => [''] : compileCounted<T>(correlation, rule, read)
      const listener = {
        correlation,
        index,
        rule,
        groups,
        counted,
        alerts,
        followers: followers.get(correlation) ?? [],
      }
      listeners.set(name, [...(listeners.get(name) ?? []), listener])
    }
  }
  for (const [{ id, name }, list] of followers) list.push(...concernedBy(listeners, id, name))
  return listeners
}

/** What a group's state depends on: where it has changed, the state means nothing any more. */
function definitionOf({ id, type, rules, groupBy, timespan, condition, aliases }: Correlation): string {
  return JSON.stringify([
    id,
    type,
    rules,
    groupBy,
    timespan,
    condition,
    [...aliases].map(([name, fields]) => [name, [...fields]]),
  ])
}
