/** An image: its id, and the names that stand for it now. */
import { identityAt, imageId, imageIs, present, textAt, textsAt } from 'tallyman/source'
import { imageEntity } from './entities.ts'
import type { Snapshot, Told } from './told.ts'

export function imageSnapshot({ object }: Snapshot): Told {
  const id = imageId(identityAt(object, 'Id'))
  const tags = textsAt(object, 'RepoTags').filter((tag) => tag !== '<none>:<none>')
  const digests = textsAt(object, 'RepoDigests').filter((digest) => !digest.startsWith('<none>'))
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
