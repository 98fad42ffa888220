/** What an object teaches of itself and others. */
import {
  ownerOf,
  podContainerUid,
  serviceAccountName,
  listAt,
  objectAt,
  textAt,
  workloadUid,
  type Fact,
  type JsonObject,
} from 'tallyman/source'
import { addressesOf, sharedAddressesOf } from './address.ts'
import { entityOf } from './identity.ts'
import { containersOf, isOver } from './pod.ts'
import type { Told } from './told.ts'

type Thing = Fact['subject']
const fact = (subject: Thing, relation: Fact['relation'], object: Fact['object']): Fact => ({
  subject,
  relation,
  object,
})

export function factsOf(told: Told): Fact[] {
  const { kind, object, type } = told
  const { type: of, uid } = entityOf(told, 'target')
  const self: Thing = { type: of, uid }
  const found = [
    ...ownedBy(told, self),
    ...addressesOf(told).map((address) => fact(self, 'has-address', { type: 'address', uid: address })),
    ...(kind === 'Pod' ? ofPod(told, self) : []),
    ...sharedAddressesOf(told).flatMap(({ node, address }) =>
      [self, { type: 'node' as const, uid: node }].map((each) =>
        fact(each, 'has-address', { type: 'address', uid: address }),
      ),
    ),
    ...(kind === 'EndpointSlice' ? behind(told) : []),
    ...(type === 'DELETED' || (kind === 'Pod' && isOver(object)) ? [fact(self, 'ended', self)] : []),
  ]
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()]
}

function ownedBy({ object, namespace }: Told, self: Thing): Fact[] {
  const owner = ownerOf(object)
  if (!owner || namespace === undefined || (self.type !== 'pod' && self.type !== 'workload')) return []
  const { kind, name } = owner
  return [fact(self, 'owned-by', { type: 'workload', uid: workloadUid(namespace, kind, name), name })]
}

function ofPod({ object, namespace }: Told, pod: Thing): Fact[] {
  const [node, account, uid] = ['spec.nodeName', 'spec.serviceAccountName', 'metadata.uid'].map((path) =>
    textAt(object, path),
  )
  return [
    ...(namespace === undefined ? [] : [fact(pod, 'part-of', { type: 'namespace', uid: namespace })]),
    ...(node === undefined ? [] : [fact(pod, 'runs-on', { type: 'node', uid: node })]),
    ...(account === undefined || namespace === undefined
      ? []
      : [fact(pod, 'runs-as', { type: 'principal', uid: serviceAccountName(namespace, account), name: account })]),
    // Control groups and the kubelet's folders have only this name of it.
    ...(uid === undefined ? [] : [fact(pod, 'known-as', { type: 'pod', uid })]),
    ...containersOf(object).flatMap((container) => ofContainer(container, pod)),
  ]
}

function ofContainer(container: JsonObject, pod: Thing): Fact[] {
  const [name, image, id, imageId] = ['name', 'image', 'container_id', 'image_id'].map((field) =>
    textAt(container, field),
  )
  if (name === undefined) return []
  const called: Thing = { type: 'container', uid: podContainerUid(pod.uid, name) }
  const things: Thing[] = [called, ...(id === undefined ? [] : [{ type: 'container', uid: id } as const])]
  const made = imageId ?? image
  return [
    ...things.flatMap((thing) => [
      fact(thing, 'part-of', pod),
      // What it was called may mean another one tomorrow.
      ...(made === undefined
        ? []
        : [
            fact(thing, 'made-from', {
              type: 'image',
              uid: made,
              ...(image !== undefined && image !== made && { name: image }),
            }),
          ]),
    ]),
    ...(id === undefined ? [] : ofRunning({ type: 'container', uid: id }, called, container)),
    ...(image === undefined || imageId === undefined || image === imageId
      ? []
      : [fact({ type: 'image', uid: image }, 'made-from', { type: 'image', uid: imageId })]),
  ]
}

const ofRunning = (running: Thing, called: Thing, { state }: JsonObject): Fact[] => [
  fact(called, 'known-as', running),
  ...(state === 'terminated' ? [fact(running, 'ended', running)] : []),
]

const SERVICE = 'kubernetes.io/service-name'

/** The pods that a service leads to. */
function behind({ object, namespace, type }: Told): Fact[] {
  const service = objectAt(object, 'metadata.labels')?.[SERVICE]
  if (typeof service !== 'string' || service === '' || namespace === undefined || type === 'DELETED') return []
  const to = { type: 'resource', uid: `services/${namespace}/${service}`, name: service } as const
  return listAt(object, 'endpoints').flatMap((endpoint) => {
    const name = textAt(endpoint, 'targetRef.name')
    if (textAt(endpoint, 'targetRef.kind') !== 'Pod' || name === undefined) return []
    const within = textAt(endpoint, 'targetRef.namespace') ?? namespace
    return [fact({ type: 'pod', uid: `${within}/${name}` }, 'attached-to', to)]
  })
}
