/** Images: by which names and digests the runtime knows each, and which one a container was made from. */
import {
  identityAt,
  imageId,
  imageIs,
  imageReference,
  isImageDigest,
  isImageId,
  present,
  recorded,
  recordedIf,
  textAt,
  textsAt,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { latest } from './time.ts'
import type { Snapshot, Told } from './told.ts'

export function imageTold({ status, info, time, node }: Snapshot): Told {
  const id = imageId(identityAt(status, 'id'))
  const tags = textsAt(status, 'repoTags').map(imageReference)
  const digests = textsAt(status, 'repoDigests').map(imageReference)
  return {
    // A list of images holds no time at all, and neither does it need one: but an event does.
    time: time ?? latest(info, ['imageSpec.created']),
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'image inspect',
    message: `image ${tags[0] ?? id}${tags.length > 0 ? ` is ${id}` : ' has no name'}`,
    entities: [
      recorded('image', id, 'target', tags[0]),
      ...tags.map((tag) => recorded('image', tag, 'context')),
      ...recordedIf('node', node, 'context'),
    ],
    facts: [...tags, ...digests].map((name) => imageIs(name, id)),
    derived: present({ action: 'inspect', image: present({ id, name: tags[0], tags, digests }) }),
  }
}

export interface MadeFrom {
  /** What it was asked for by. */
  readonly image?: string
  readonly image_id?: string
  /** `shop/web@sha256:...` */
  readonly digest?: string
}

/** A runtime names the image of a container in one place as it was asked for, in the other by its id or its digest. */
export function madeFrom(status: JsonObject): MadeFrom {
  const words = ['image.userSpecifiedImage', 'image.image', 'imageRef', 'imageId']
    .flatMap((path) => textAt(status, path) ?? [])
    .map(imageReference)
  const image_id = words.find(isImageId)
  const digest = words.find(isImageDigest)
  const image = words.find((word) => !isImageId(word) && word !== digest)
  return {
    ...(image !== undefined && { image }),
    ...(image_id !== undefined && { image_id }),
    ...(digest !== undefined && { digest }),
  }
}

export const madeFromEntities = ({ image, image_id, digest }: MadeFrom): Entity[] =>
  [image, image_id, digest].flatMap((uid) => recordedIf('image', uid, 'context', uid === image ? undefined : image))
