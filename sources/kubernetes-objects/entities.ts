/** The things that a record is about: the object itself, and what it names. */
import {
  boundPrincipals,
  podSpecOf,
  recorded,
  recordedIf,
  serviceAccountName,
  textAt,
  type Entity,
} from 'tallyman/source'
import { entityOf } from './identity.ts'
import type { Happening } from './happening.ts'
import { containersOf } from './pod.ts'
import type { Told } from './told.ts'

/** Of an object itself. */
export function entitiesOf(told: Told): Entity[] {
  const { kind, object, namespace, cluster } = told
  const spec = podSpecOf(object)
  const account = textAt(spec, 'serviceAccountName')
  return unique([
    entityOf(told, 'target'),
    ...(kind === 'Namespace' ? [] : recordedIf('namespace', namespace, 'context')),
    ...(kind === 'Pod' ? recordedIf('node', textAt(spec, 'nodeName'), 'context') : []),
    // Many share an image: it is context.
    ...containersOf(object).flatMap((container) => {
      const [name, image, id, imageId] = ['name', 'image', 'container_id', 'image_id'].map((field) =>
        textAt(container, field),
      )
      return [
        ...recordedIf('container', id, 'context', name),
        ...recordedIf('image', image, 'context'),
        ...recordedIf('image', imageId, 'context', image),
      ]
    }),
    ...(account === undefined || namespace === undefined
      ? []
      : [recorded('principal', serviceAccountName(namespace, account), 'context', account)]),
    ...boundPrincipals(object),
    ...recordedIf('cluster', cluster, 'context'),
  ])
}

/** Of an Event of Kubernetes: what it is about, and who says so. */
export const entitiesOfHappening = (told: Told, { about, container, host }: Happening): Entity[] =>
  unique([
    ...(about ? [entityOf(about, 'target')] : [entityOf(told, 'target')]),
    ...recordedIf('container', container, 'context'),
    ...(about?.kind === 'Namespace' ? [] : recordedIf('namespace', about?.namespace, 'context')),
    ...recordedIf('node', host, 'context'),
    ...recordedIf('cluster', told.cluster, 'context'),
  ])

/** The role that is named first stands: a node is not also the context of what is told of it. */
const unique = (entities: readonly Entity[]): Entity[] =>
  [...new Map(entities.toReversed().map((each) => [`${each.type} ${each.uid}`, each])).values()].toReversed()
