/** Correlations at work: hits of rules in, hits of correlations out. */
import { silencedRules } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { parseFieldPath, readField } from '../field.ts'
import type { FieldPath } from '../field.ts'
import { CountWindow, countedValues } from './count.ts'
import { Groups } from './groups.ts'
import type { Group } from './groups.ts'
import { refsOf } from './hit.ts'
import type { Arrival, CorrelationHit, Found, Hit } from './hit.ts'
import { combinations, keyOf } from './key.ts'
import type { Read } from './key.ts'
import { checkReferences } from './reference.ts'
import type { Named } from './reference.ts'
import { Sequence } from './sequence.ts'

export interface CorrelatorOptions {
  /** How a field of an event is read; by default as rules read it (a flat key, then the nested path, any member of an array). */
  readonly read?: Read
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

/** A rule of a correlation that a hit may be of. */
interface Listener {
  readonly correlation: Correlation
  readonly rule: number
  readonly prefix: string
}

/**
 * Throws `SigmaErrors` where a correlation refers to itself, by however many steps, or to what is not there. The cost of a hit
 * does not depend on how many a window holds.
 */
export function createCorrelator<T>(
  correlations: readonly Correlation[],
  options: CorrelatorOptions = {},
): Correlator<T> {
  checkReferences(correlations, options.rules)
  const groups = new Groups<State<T>>({
    maxGroups: options.maxGroups ?? 100_000,
    maxHits: options.maxHits ?? 1_000_000,
  })
  const read = options.read ?? createReader()
  const silenced = silencedRules(correlations)
  const listeners = listenersOf(correlations)

  function groupOf({ correlation, prefix }: Listener, values: readonly string[]): Group<State<T>> {
    return groups.touch(prefix + keyOf(values), values, () => createState<T>(correlation))
  }

  function add(listener: Listener, arrival: Arrival<T>): Found<T>[] {
    const { correlation, rule } = listener
    const counted =
      correlation.type === 'temporal_ordered' ? undefined : countedValues(arrival, rule, correlation, read)
    if (counted?.length === 0) return []
    return combinations(arrival, correlation.groupBy, correlation, read).flatMap((values) => {
      const group = groupOf(listener, values)
      const found = addTo(group.state, rule, arrival, counted ?? [], values)
      while (!groups.hold(group, group.state.size)) group.state.dropOldest()
      return found
    })
  }

  function follow(arrival: Arrival<T>, hits: CorrelationHit<T>[]): void {
    for (const listener of listenersTo(listeners, arrival)) {
      const { correlation } = listener
      for (const found of add(listener, arrival)) {
        const group = correlation.groupBy.map((field, index) => [field, found.values[index] ?? ''] as const)
        if (found.told && !isSilenced(correlation, silenced))
          hits.push({ correlation, time: found.time, group, refs: refsOf(found.on), count: found.count })
        const { time, on, told } = found
        follow({ rule: correlation.id, name: correlation.name, time, event: arrival.event, group, on, told }, hits)
      }
    }
  }

  return {
    observe(hit) {
      const hits: CorrelationHit<T>[] = []
      if (!Number.isFinite(hit.time)) return hits
      const { rule, name, time, event, ref } = hit
      follow({ rule, name, time, event, on: [{ time, ref }], told: true }, hits)
      return hits
    },
    snapshot: () => ({
      correlations: correlations.map(definitionOf),
      groups: [...groups.values()].map(({ key, values, state }) => ({ key, values, state: state.snapshot() })),
    }),
    restore(snapshot) {
      const given = snapshot as { correlations: string[]; groups: { key: string; values: string[]; state: unknown }[] }
      const known = new Map(
        correlations.map((correlation, index) => [definitionOf(correlation), { correlation, prefix: prefixOf(index) }]),
      )
      groups.clear()
      for (const { key, values, state } of given.groups) {
        const at = known.get(given.correlations[Number.parseInt(key, 10)] ?? '')
        if (at === undefined) continue
        const group = groupOf({ ...at, rule: 0 }, values)
        group.state.restore(state)
        groups.hold(group, group.state.size)
      }
    },
  }
}

function createState<T>(correlation: Correlation): State<T> {
  return correlation.type === 'temporal_ordered' ? new Sequence<T>(correlation) : new CountWindow<T>(correlation)
}

function addTo<T>(
  state: State<T>,
  rule: number,
  arrival: Arrival<T>,
  counted: readonly string[],
  values: readonly string[],
): Found<T>[] {
  if (state instanceof Sequence) return state.add(rule, arrival.time, arrival.on, values)
  let found: Found<T> | undefined
  for (const value of counted)
    if (state.add({ time: arrival.time, value, on: arrival.on })) found = state.decide(value, values)
  return found === undefined ? [] : [found]
}

/** A group's key begins with the correlation that it is of. */
function prefixOf(index: number): string {
  return `${index} `
}

function listenersOf(correlations: readonly Correlation[]): ReadonlyMap<string, readonly Listener[]> {
  const listeners = new Map<string, Listener[]>()
  for (const [index, correlation] of correlations.entries())
    for (const [rule, name] of correlation.rules.entries()) {
      const list = listeners.get(name) ?? []
      list.push({ correlation, rule, prefix: prefixOf(index) })
      listeners.set(name, list)
    }
  return listeners
}

function listenersTo(
  listeners: ReadonlyMap<string, readonly Listener[]>,
  { rule, name }: { rule: string; name?: string | undefined },
): readonly Listener[] {
  const byId = listeners.get(rule) ?? []
  const byName = name === undefined || name === rule ? [] : (listeners.get(name) ?? [])
  return byName.length === 0 ? byId : [...byId, ...byName]
}

function isSilenced({ id, name }: Correlation, silenced: ReadonlySet<string>): boolean {
  return silenced.has(id) || (name !== undefined && silenced.has(name))
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

function createReader(): Read {
  const paths = new Map<string, FieldPath>()
  return (event, field) => {
    let path = paths.get(field)
    if (path === undefined) {
      path = parseFieldPath(field)
      paths.set(field, path)
    }
    return readField(event, path)
  }
}
