/** Which pod and workload an event is about, by what follows from what it names. */
import type { WhereAnswer } from '../model/attribution.ts'
import type { Thing } from './thing.ts'

/** `around`: what follows from the container or pod, nearest first. Nothing for anything else. */
export function whereOf(thing: Thing, around: readonly Thing[]): WhereAnswer | undefined {
  if (thing.type !== 'container' && thing.type !== 'pod') return undefined
  const pod = thing.type === 'pod' ? thing.uid : around.find(({ type }) => type === 'pod')?.uid
  const state = stateOf(thing, pod)
  return {
    state,
    ...(thing.type === 'container' && { container: thing.uid }),
    ...(pod !== undefined && { pod }),
    ...chainOf(around),
    ...(state === 'not-yet' && { why: 'nothing told of the container yet but this' }),
  }
}

/** Through its controllers: the deployment, and not its replica set; and who changed that, not what is below it. */
function chainOf(around: readonly Thing[]): Partial<WhereAnswer> {
  const chain: { -readonly [key in keyof WhereAnswer]?: WhereAnswer[key] } = {}
  for (const { type, uid } of around) {
    const name = FIELDS.get(type)
    if (name === 'workload' || name === 'changed_by') chain[name] = uid
    else if (name) chain[name] ??= uid
  }
  return chain
}

const FIELDS = new Map<Thing['type'], 'workload' | 'changed_by' | 'namespace' | 'node' | 'image'>([
  ['workload', 'workload'],
  ['principal', 'changed_by'],
  ['namespace', 'namespace'],
  ['node', 'node'],
  ['image', 'image'],
])

/** An engine that tells of a container says by its labels whether it is of a pod. */
const stateOf = ({ engine, words }: Thing, pod: string | undefined): WhereAnswer['state'] =>
  pod !== undefined || engine !== undefined || words.length > 0 ? 'known' : 'not-yet'
