/** What happens to images and namespaces, and what containerd may tell of in the future. */
import { imageReference, isImageId, present, recorded, textAt, type Redundant } from 'tallyman/source'
import { namespaceEntity } from './identity.ts'
import type { ContainerdEvent } from './event.ts'
import type { Told } from './told.ts'

const ACTIVITIES = new Map([
  ['create', 'Create'],
  ['update', 'Update'],
  ['delete', 'Delete'],
])
/** In people's words; what is not here is said in containerd's. */
const WORDS = new Map([
  ['create', 'was created'],
  ['update', 'was given other settings'],
  ['delete', 'was removed'],
])

const SNAPSHOT = /^\/snapshot\//

/** Of `/images/create`: `image` and `create`. */
function parted(topic: string): { readonly kind: string; readonly action: string } {
  const [, things = '', ...rest] = topic.split('/')
  return { kind: things.replace(/s$/, ''), action: rest.join(' ') || things }
}

export function otherTold({ topic, namespace, held }: ContainerdEvent): Told | Redundant {
  if (SNAPSHOT.test(topic))
    return { redundant: 'a layer of an image or a container; what it is made for is told by an event of its own' }
  const { kind, action } = parted(topic)
  const name = textAt(held, 'name')
  const reference = kind === 'image' && name !== undefined ? imageReference(name) : undefined
  return {
    class_name: 'API Activity',
    activity_name: ACTIVITIES.get(action) ?? 'Other',
    operation: `${kind} ${action}`,
    message: `${kind} ${reference ?? name ?? ''} ${WORDS.get(action) ?? action}${kind === 'namespace' ? '' : ` in namespace ${namespace}`}`,
    entities: [
      ...(reference === undefined ? [] : [recorded('image', reference, 'target')]),
      ...(kind === 'namespace' && name !== undefined ? [namespaceEntity(name, 'target')] : []),
    ],
    derived: present({
      action,
      namespace,
      name,
      image:
        reference === undefined
          ? undefined
          : present({ name: reference, id: isImageId(reference) ? reference : undefined }),
    }),
  }
}
