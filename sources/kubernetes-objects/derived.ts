/** What rules can read beside the object itself: what it says between the lines, under one name for every kind. */
import { hostPathsOf, isObject, ownerOf, podSpecOf, textAt, valueAt, type JsonObject } from 'tallyman/source'
import { addressesOf } from './address.ts'
import { pluralOf } from './identity.ts'
import { grantsOfPod } from './grants.ts'
import { fieldOf } from './path.ts'
import { containersOf } from './pod.ts'
import { provenanceOf } from './provenance.ts'
import type { Told, Type } from './told.ts'

/** What became of it, in a word. */
export const ACTIONS: { readonly [type in Type]: string } = {
  LISTED: 'listed',
  ADDED: 'created',
  MODIFIED: 'updated',
  DELETED: 'deleted',
}

/** `derived`, as the README describes it. A field that would be empty is not there. */
export function derivedOf(told: Told): JsonObject {
  const { type, object, kind, name, namespace, managers, changes } = told
  const pod = podSpecOf(object)
  const containers = containersOf(object)
  const texts = (field: string): string[] => [...new Set(containers.flatMap((each) => textAt(each, field) ?? []))]
  const newest = managers.reduce((time, manager) => later(time, String(manager['time'])), '')
  const names = (from: readonly JsonObject[]): string[] => [...new Set(from.map(({ manager }) => String(manager)))]
  return filled({
    action: ACTIONS[type],
    kind,
    resource: pluralOf(kind),
    name,
    namespace,
    owner: ownerOf(object),
    changed: changes && [...new Set(changes.map(({ path }) => fieldOf(path)))],
    managers: names(managers),
    last_managers: names(managers.filter(({ time }) => time === newest)),
    terminating: textAt(object, 'metadata.deletionTimestamp') === undefined ? undefined : true,
    pod,
    containers,
    images: texts('image'),
    image_ids: texts('image_id'),
    digests: texts('image_digest'),
    ...provenanceOf(containers),
    ...(pod && kind === 'Pod' && grantsOfPod(pod, containers)),
    service_account: textAt(pod, 'serviceAccountName'),
    node: kind === 'Pod' ? textAt(pod, 'nodeName') : undefined,
    phase: kind === 'Pod' ? textAt(object, 'status.phase') : undefined,
    host_network: valueAt(pod, 'hostNetwork') === true ? true : undefined,
    host_paths: hostPathsOf(object, pod),
    addresses: addressesOf(told),
  })
}

/** Of two RFC 3339 times in UTC, as the API writes them. */
const later = (one: string, other: string): string => (one > other ? one : other)

const filled = (fields: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) =>
        value !== undefined &&
        !(Array.isArray(value) && value.length === 0) &&
        !(isObject(value) && Object.keys(value).length === 0),
    ),
  )
