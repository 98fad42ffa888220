/** Correlations at work: hits of rules in, hits of correlations out. */
import { silencedRules } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import type { Named } from '../named.ts'
import { createHasher } from '../hash.ts'
import { CountWindows } from './count.ts'
import { compileCounted } from './counted.ts'
import { Inner, NOTHING, refsOf } from './hit.ts'
import type { Arrival, CorrelationHit, Found, Hit } from './hit.ts'
import { Several, compileKeys } from './key.ts'
import type { Key, Keys, Read } from './key.ts'
import { checkReferences } from './reference.ts'
import { Sequences } from './sequences.ts'
import { createTables } from './windows.ts'
import type { Tables, Windows } from './windows.ts'

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

const newestOf = <T>(on: Found<T>['on']): T => on.reduce((a, b) => (b.time >= a.time ? b : a)).ref

/** A rule of a correlation that a hit may be of. */
interface Listener<T> {
  readonly correlation: Correlation
  /** Its number among the correlations, and the rule's among its rules. */
  readonly index: number
  readonly rule: number
  readonly keys: (arrival: Arrival<T>) => Keys
  readonly counted: (arrival: Arrival<T>) => Keys
  /** Whether it alerts by itself. */
  readonly alerts: boolean
  readonly followers: readonly Listener<T>[]
}

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
  // A key that nobody knows: else one could choose values that crowd the tables. Nothing that is told depends on it.
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2))
  const tables = createTables<T>(createHasher([high, low]), maxGroups, (group) => windowsOf(group).clear(group))
  const { groups } = tables
  const windows = correlations.map((one) => createWindows(one, tables))
  const windowsOf = (group: number): Windows<T> => windows[groups.of(group)]!
  const listeners = listenersOf<T>(correlations, options.read)

  function follow(listener: Listener<T>, arrival: Arrival<T>, hits: CorrelationHit<T>[]): void {
    const counted = listener.counted(arrival)
    if (counted instanceof Several && counted.keys.length === 0) return
    const keys = listener.keys(arrival)
    if (keys instanceof Several) for (const key of keys.keys) enter(listener, arrival, key, counted, hits)
    else enter(listener, arrival, keys, counted, hits)
  }

  function enter(listener: Listener<T>, arrival: Arrival<T>, key: Key, counted: Keys, hits: CorrelationHit<T>[]): void {
    const { index, rule } = listener
    const { time, support } = arrival
    const group = groups.touch(index, key)
    const own = windows[index]!
    let found: readonly Found<T>[] = NOTHING
    if (!(counted instanceof Several)) found = own.add(group, rule, time, counted, support)
    else
      for (const value of counted.keys) {
        const more = own.add(group, rule, time, value, support)
        // One hit, one word: the last, but what one value began is told, whatever the others make of it.
        if (!found.some(({ told }) => told)) found = more
      }
    keepTo(group)
    for (const one of found) pass(listener, arrival, one, key, hits)
  }

  /** Forgets what is too much, but never the group that is touched now. */
  function keepTo(group: number): void {
    while (tables.hits.size > maxHits) if (!groups.forgetOldest()) windowsOf(group).dropOldest(group)
  }

  function pass(
    listener: Listener<T>,
    arrival: Arrival<T>,
    found: Found<T>,
    key: Key,
    hits: CorrelationHit<T>[],
  ): void {
    const { correlation, alerts, followers } = listener
    const { time, on, told, count } = found
    if (!(told && alerts) && followers.length === 0) return
    const values = typeof key === 'string' ? [key] : key
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
    snapshot: (): Snapshot => ({
      correlations: correlations.map(definitionOf),
      groups: [...groups].map((group) => ({
        of: groups.of(group),
        key: groups.key(group),
        held: windowsOf(group).snapshot(group),
      })),
    }),
    restore(snapshot) {
      const given = snapshot as Snapshot
      const known = correlations.map(definitionOf)
      groups.clear()
      for (const { of, key, held } of given.groups) {
        const index = known.indexOf(given.correlations[of] ?? '')
        if (index < 0) continue
        const group = groups.touch(index, key)
        windowsOf(group).restore(group, held)
        keepTo(group)
      }
    },
  }
}

interface Snapshot {
  readonly correlations: readonly string[]
  readonly groups: readonly { readonly of: number; readonly key: Key; readonly held: unknown }[]
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
    const keys = compileKeys<T>(correlation.groupBy, correlation, read)
    const names = correlation.name === undefined ? [correlation.id] : [correlation.id, correlation.name]
    const alerts = !names.some((name) => silenced.has(name))
    for (const [rule, name] of correlation.rules.entries()) {
      const counted = correlation.type === 'temporal_ordered' ? () => '' : compileCounted<T>(correlation, rule, read)
      const listener = {
        correlation,
        index,
        rule,
        keys,
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

function createWindows<T>(correlation: Correlation, tables: Tables<T>): Windows<T> {
  return correlation.type === 'temporal_ordered'
    ? new Sequences<T>(correlation, tables)
    : new CountWindows<T>(correlation, tables)
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
