/** What differs between two states of an object: the fields, and what stood and stands in each. */
import type { JsonObject } from '../../model/record.ts'
import { isObject } from '../read.ts'

interface Change {
  /** As in a JSON patch. */
  readonly op: 'add' | 'remove' | 'replace'
  /**
   * A JSON pointer, but that an element of a list is named by what tells it from the others, where something does:
   * `/spec/containers/[name=web]/image`. Otherwise by its index, before for what is removed and after for what is added.
   */
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
  /** What stood or stands there is too long to be told here. */
  readonly cut?: true
}

export interface Diff {
  /** The first hundred. */
  readonly changes: readonly Change[]
  /** How many more there are. */
  readonly omitted: number
}

const MOST_CHANGES = 100
/** In characters of JSON. */
const LONGEST_VALUE = 4096

/** What changes with every breath and says nothing: versions, heartbeats, the times of observations. */
const NOISE: ReadonlySet<string> = new Set([
  '/metadata/resourceVersion',
  '/metadata/generation',
  '/metadata/annotations/endpoints.kubernetes.io~1last-change-trigger-time',
  '/status/observedGeneration',
])
const NOISE_OF_CONDITIONS = /^\/status\/conditions\/[^/]+\/last(?:HeartbeatTime|ProbeTime|UpdateTime)$/

/** Nothing at all where only noise differs. */
export function diffOf(before: JsonObject, after: JsonObject): Diff {
  const changes: Change[] = []
  let omitted = 0
  compare(before, after, '', (change) => {
    if (NOISE.has(change.path) || NOISE_OF_CONDITIONS.test(change.path)) return
    if (changes.length < MOST_CHANGES) changes.push(shortened(change))
    else omitted += 1
  })
  return { changes, omitted }
}

/** A label may be called `constructor`. */
const own = (object: JsonObject, name: string): unknown => (Object.hasOwn(object, name) ? object[name] : undefined)

type Tell = (change: Change) => void

function compare(from: unknown, to: unknown, path: string, tell: Tell): void {
  if (from === to) return
  if (from === undefined) return tell({ op: 'add', path, to })
  if (to === undefined) return tell({ op: 'remove', path, from })
  if (isObject(from) && isObject(to)) {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)]))
      compare(own(from, name), own(to, name), `${path}/${escaped(name)}`, tell)
  } else if (Array.isArray(from) && Array.isArray(to)) compareLists(from, to, path, tell)
  else tell({ op: 'replace', path, from, to })
}

/** What tells the elements of Kubernetes' lists apart, in the order in which it is tried. */
const KEYS = ['name', 'mountPath', 'type', 'uid', 'ip', 'key', 'containerPort', 'port']

function compareLists(from: readonly unknown[], to: readonly unknown[], path: string, tell: Tell): void {
  const key = KEYS.find((each) => isKey(from, each) && isKey(to, each))
  if (key !== undefined) return compareKeyed(from as JsonObject[], to as JsonObject[], key, path, tell)
  if ([...from, ...to].some(isObject)) return compareSets(from, to, path, tell)
  // Words in an order that means something, such as those of a command.
  if (JSON.stringify(from) !== JSON.stringify(to)) tell({ op: 'replace', path, from, to })
}

const isKey = (list: readonly unknown[], key: string): boolean => {
  const values = list.map((item) => (isObject(item) ? item[key] : undefined))
  return (
    list.length > 0 &&
    values.every((value) => typeof value === 'string' || typeof value === 'number') &&
    new Set(values).size === list.length
  )
}

function compareKeyed(
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  key: string,
  path: string,
  tell: Tell,
): void {
  const [before, after] = [from, to].map((list) => new Map(list.map((item) => [String(item[key]), item]))) as [
    Map<string, JsonObject>,
    Map<string, JsonObject>,
  ]
  for (const name of new Set([...before.keys(), ...after.keys()]))
    compare(before.get(name), after.get(name), `${path}/[${key}=${escaped(name)}]`, tell)
}

/** Elements that nothing tells apart are the same, or are others. */
function compareSets(from: readonly unknown[], to: readonly unknown[], path: string, tell: Tell): void {
  const left = new Map<string, number[]>()
  for (const [index, item] of from.entries()) {
    const text = JSON.stringify(item)
    left.set(text, [...(left.get(text) ?? []), index])
  }
  const added = to.flatMap((item, index) => (left.get(JSON.stringify(item))?.shift() === undefined ? [index] : []))
  for (const index of [...left.values()].flat()) tell({ op: 'remove', path: `${path}/${index}`, from: from[index] })
  for (const index of added) tell({ op: 'add', path: `${path}/${index}`, to: to[index] })
}

function shortened({ op, path, ...values }: Change): Change {
  const short = Object.entries(values).filter(([, value]) => JSON.stringify(value).length <= LONGEST_VALUE)
  const cut = short.length < Object.keys(values).length
  return { op, path, ...Object.fromEntries(short), ...(cut && { cut }) }
}

const escaped = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1')
