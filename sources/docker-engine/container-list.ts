/** A container as it stands in a list: less than an inspect, but its image, its networks and whether it runs. */
import {
  containerThing,
  identityAt,
  imageId,
  imageReference,
  kubeletLabels,
  listAt,
  madeFromImage,
  objectAt,
  ownedByService,
  partOfPod,
  podEntities,
  present,
  recordedIf,
  runsOn,
  textAt,
  textsAt,
  type JsonObject,
} from 'tallyman/source'
import { containerEntity, imageEntity } from './entities.ts'
import { mountsOf } from './mounts.ts'
import { attachments, networksOf } from './networks.ts'
import type { Snapshot, Told } from './told.ts'

export const isListed = (object: JsonObject): boolean =>
  typeof object['Id'] === 'string' &&
  Array.isArray(object['Names']) &&
  typeof object['Image'] === 'string' &&
  object['State'] !== null &&
  typeof object['State'] !== 'object' &&
  ['number', 'string'].includes(typeof object['Created'])

export function containerListed({ object, node }: Snapshot): Told {
  const id = identityAt(object, 'Id')
  const name = textsAt(object, 'Names')[0]?.replace(/^\//, '')
  const image = imageReference(identityAt(object, 'Image'))
  const written = textAt(object, 'ImageID')
  const image_id = written === undefined ? undefined : imageId(written)
  const labels = objectAt(object, 'Labels') ?? {}
  const kubernetes = kubeletLabels(labels)
  const networks = networksOf(object)
  const state = textAt(object, 'State')?.toLowerCase()
  const command = textAt(object, 'Command') ?? (textsAt(object, 'Command').join(' ') || undefined)
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'container list',
    message: [`container ${name ?? id.slice(0, 12)} of image ${image}`, state && `is ${state}`]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(command !== undefined && { command }),
    entities: [
      containerEntity(id, name),
      ...[...new Set([image, image_id])].flatMap((uid) =>
        uid === undefined ? [] : imageEntity(uid, 'context', image),
      ),
      ...podEntities(kubernetes),
      ...recordedIf('node', node, 'context'),
    ],
    facts: [
      ...(image_id === undefined ? [] : [madeFromImage(containerThing(id), image_id, image)]),
      ...partOfPod(id, kubernetes),
      ...ownedByService(id, labels),
      ...attachments(id, networks),
      ...(node === undefined ? [] : [runsOn(id, node)]),
    ],
    derived: present({
      action: 'list',
      command,
      container: present({
        id,
        name,
        image,
        image_id,
        state,
        networks: networks.map((network) => network.name),
        network_count: networks.length,
        mounts: listAt(object, 'Mounts').length === 0 ? undefined : mountsOf(object),
      }),
      kubernetes,
    }),
  }
}
