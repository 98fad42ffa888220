/** The object that a request is about, as it is afterwards, as far as the record says; and the pod in it. */
import { isObject, listAt, objectAt, textAt, type JsonObject } from 'tallyman/source'
import { partOf } from './patch.ts'
import type { Request } from './request.ts'

export interface EffectiveObject {
  /** The object whole: what the server answered, or what it was asked to make. */
  readonly whole?: JsonObject
  /** What of it the record shows: the whole, or as much of it as a patch sets. */
  readonly shown: JsonObject
}

export function objectOf(record: JsonObject, { verb }: Request): EffectiveObject | undefined {
  const answer = objectAt(record, 'responseObject')
  const answered = answer && !isStatus(answer) && !Array.isArray(answer['items']) ? answer : undefined
  // The body of a delete says how to delete.
  const asked =
    verb === 'patch' || verb === 'delete' || verb === 'deletecollection' ? undefined : objectAt(record, 'requestObject')
  const whole = withoutBookkeeping(answered ?? asked)
  if (whole) return { whole, shown: whole }
  const shown = verb === 'patch' ? partOf(record['requestObject']) : undefined
  return shown && { shown }
}

/** `managedFields` says who set which field when: more text than the object, and nothing about it. The record keeps it. */
function withoutBookkeeping(object: JsonObject | undefined): JsonObject | undefined {
  const metadata = object && objectAt(object, 'metadata')
  if (!metadata || !('managedFields' in metadata)) return object
  const { managedFields: _, ...rest } = metadata
  return { ...object, metadata: rest }
}

/** A failure, or a bare word of success; an object of a kind of its own that is called Status has a spec. */
const isStatus = (object: JsonObject): boolean => object['kind'] === 'Status' && !isObject(object['spec'])

// Where each kind of workload keeps its pod; custom kinds (rollouts, clone sets) follow the same habits.
const POD_PATHS = ['spec.jobTemplate.spec.template.spec', 'spec.template.spec', 'template.spec']

/** The pod specification inside an object of any kind. */
export function podOf({ shown }: EffectiveObject, { type }: Request): JsonObject | undefined {
  if (type === 'pods') return objectAt(shown, 'spec')
  const inner = POD_PATHS.map((path) => objectAt(shown, path)).find((spec) => spec !== undefined)
  const own = objectAt(shown, 'spec')
  return inner ?? (own && listAt(own, 'containers').length > 0 ? own : undefined)
}

const LISTS = [
  ['containers', 'container'],
  ['initContainers', 'init'],
  ['ephemeralContainers', 'ephemeral'],
] as const

/** All containers of a pod, each with the `kind` of container it is. */
export function containersOf(shown: JsonObject, pod: JsonObject | undefined): JsonObject[] {
  const ofPod = pod ? LISTS.flatMap(([list, kind]) => named(listAt(pod, list), kind)) : []
  // Until 1.21 the subresource had a kind of its own, with the list at its root.
  return pod && ofPod.length > 0 ? ofPod : named(listAt(shown, 'ephemeralContainers'), 'ephemeral')
}

/** Without those that a strategic merge patch takes away. */
const named = (list: readonly unknown[], kind: string): JsonObject[] =>
  list
    .filter((item): item is JsonObject => isObject(item) && item['$patch'] !== 'delete')
    .map((container) => ({ ...container, kind }))

/**
 * The ephemeral containers that a request may add: those that it sends, without those that the server says were there.
 * The old kind of the subresource sends the whole list and says nothing of what was there: then it is the whole list.
 */
export function newEphemeral(record: JsonObject, { verb, resource }: Request): JsonObject[] {
  if (resource !== 'pods/ephemeralcontainers' || verb === 'get') return []
  const body = verb === 'patch' ? partOf(record['requestObject']) : record['requestObject']
  const sent = [...listAt(body, 'spec.ephemeralContainers'), ...listAt(body, 'ephemeralContainers')]
  const known = ['requestObject', 'responseObject'].flatMap((side) =>
    listAt(record, `${side}.status.ephemeralContainerStatuses`),
  )
  const names = new Set(known.map((status) => textAt(status, 'name')))
  return named(sent, 'ephemeral').filter(
    (container) => textAt(container, 'name') === undefined || !names.has(textAt(container, 'name')),
  )
}

/** Paths of the node that a pod mounts, or that a volume is. */
export function hostPathsOf(shown: JsonObject, pod: JsonObject | undefined): string[] {
  const volumes = listAt(pod, 'volumes').map((volume) => textAt(volume, 'hostPath.path'))
  const own = [textAt(shown, 'spec.hostPath.path'), textAt(shown, 'spec.local.path')]
  return [...new Set([...volumes, ...own].filter((path) => path !== undefined).map((path) => normalisedPath(path)))]
}

// Links that every Linux has: /var/run/docker.sock is /run/docker.sock.
const LINKS = new Map([
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
])

function normalisedPath(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
    const link = LINKS.get(`/${steps.join('/')}`)
    if (link !== undefined) steps.splice(0, steps.length, ...link.split('/').slice(1))
  }
  return `/${steps.join('/')}`
}
