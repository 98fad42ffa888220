/** The object that a request is about, as it is afterwards, as far as the record says; and the pod in it. */
import {
  containersOfKind,
  isObject,
  listAt,
  objectAt,
  podContainersOf,
  podSpecOf,
  textAt,
  withoutBookkeeping,
  type JsonObject,
} from 'tallyman/source'
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
  const body = answered ?? asked
  // The record keeps it.
  const whole = body && withoutBookkeeping(body)
  if (whole) return { whole, shown: whole }
  const shown = verb === 'patch' ? partOf(record['requestObject']) : undefined
  return shown && { shown }
}

/** A failure, or a bare word of success; an object of a kind of its own that is called Status has a spec. */
const isStatus = (object: JsonObject): boolean => object['kind'] === 'Status' && !isObject(object['spec'])

/** The pod specification inside an object of any kind. */
export const podOf = ({ shown }: EffectiveObject, { type }: Request): JsonObject | undefined =>
  type === 'pods' ? objectAt(shown, 'spec') : podSpecOf(shown)

/** All containers of a pod, each with the `kind` of container it is. */
export function containersOf(shown: JsonObject, pod: JsonObject | undefined): JsonObject[] {
  const ofPod = pod ? podContainersOf(pod) : []
  // Until 1.21 the subresource had a kind of its own, with the list at its root.
  return pod && ofPod.length > 0 ? ofPod : containersOfKind(listAt(shown, 'ephemeralContainers'), 'ephemeral')
}

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
  return containersOfKind(sent, 'ephemeral').filter(
    (container) => textAt(container, 'name') === undefined || !names.has(textAt(container, 'name')),
  )
}
