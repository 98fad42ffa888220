/** What is done to images: pulled, tagged, loaded, pushed, deleted. */
import { imageId, imageIs, imageReference, isImageId, present, textAt } from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { imageEntity } from './entities.ts'
import type { Told } from './told.ts'

const CALLS = new Map([
  ['build', 'Create'],
  ['create', 'Create'],
  ['import', 'Create'],
  ['load', 'Create'],
  ['pull', 'Create'],
  ['tag', 'Create'],
  ['push', 'Read'],
  ['save', 'Read'],
  ['delete', 'Delete'],
  ['prune', 'Delete'],
  ['untag', 'Delete'],
])

/** In people's words; what is not here is said in the engine's. */
const WORDS = new Map([
  ['build', 'was built'],
  ['delete', 'was deleted'],
  ['import', 'was imported'],
  ['load', 'was loaded'],
  ['pull', 'was pulled'],
  ['push', 'was pushed'],
  ['save', 'was saved'],
  ['tag', 'was given this name'],
  ['untag', 'lost a name'],
])

/** The engine gives an id and a name, or one of them twice: `save` names the id, `pull` and `push` give the whole name as id. */
export function imageTold({ action, id, attributes }: EngineEvent): Told {
  const words = [imageId(id), textAt(attributes, 'name') ?? '']
  const image_id = words.find((word) => isImageId(word))
  const written = words.find((word) => word !== '' && !isImageId(word))
  const name = written === undefined ? undefined : imageReference(written)
  const uids = [name, image_id].filter((uid) => uid !== undefined)
  return {
    class_name: 'API Activity',
    activity_name: CALLS.get(action) ?? 'Other',
    operation: `image ${action}`,
    message: uids[0] === undefined ? `images: ${action}` : `image ${uids[0]} ${WORDS.get(action) ?? action}`,
    entities: uids.map((uid) => imageEntity(uid, 'target')),
    // Only a tag says for sure which image the name stands for from now on.
    facts: action === 'tag' && name !== undefined && image_id !== undefined ? [imageIs(name, image_id)] : [],
    derived: present({ action, image: uids.length === 0 ? undefined : present({ id: image_id, name }) }),
  }
}
