/** An image: its id, and the names that stand for it now. */
import {
  identityAt,
  imageId,
  imageIs,
  imageReference,
  isImageId,
  present,
  RecordError,
  textAt,
  textsAt,
} from 'tallyman/source'
import { imageEntity } from './entities.ts'
import type { Snapshot, Told } from './told.ts'

export function imageSnapshot({ object }: Snapshot): Told {
  const id = imageId(identityAt(object, 'Id'))
  // A list for people cuts it short.
  if (!isImageId(id)) throw new RecordError('Id', 'all digits of an image; list them with --no-trunc', object['Id'])
  const [tags, digests] = ['RepoTags', 'RepoDigests'].map((field) =>
    textsAt(object, field)
      .filter((name) => !name.startsWith('<none>'))
      .map(imageReference),
  ) as [string[], string[]]
  const parent = textAt(object, 'Parent')
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'image inspect',
    message: `image ${tags[0] ?? id}${tags.length > 0 ? ` is ${id}` : ' has no name'}`,
    entities: [imageEntity(id, 'target', tags[0]), ...tags.map((tag) => imageEntity(tag, 'context'))],
    facts: [...tags, ...digests].map((name) => imageIs(name, id)),
    derived: present({ action: 'inspect', image: present({ id, name: tags[0], tags, digests, parent }) }),
  }
}
