/** What is done to volumes, plug-ins, secrets, and to the engine itself. */
import { present, textAt } from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { containerEntity, nodeEntity, resourceEntity } from './entities.ts'
import type { Told } from './told.ts'

const CALLS = new Map([
  ['create', 'Create'],
  ['install', 'Create'],
  ['mount', 'Update'],
  ['unmount', 'Update'],
  ['enable', 'Update'],
  ['disable', 'Update'],
  ['reload', 'Update'],
  ['update', 'Update'],
  ['destroy', 'Delete'],
  ['remove', 'Delete'],
  ['prune', 'Delete'],
])

export function otherTold({ type, action, id, attributes }: EngineEvent): Told {
  const name = textAt(attributes, 'name')
  const container = textAt(attributes, 'container')
  const isNode = type === 'daemon' || type === 'node'
  const uid = isNode ? (name ?? id) : id
  const own = isNode ? nodeEntity(uid, 'target') : resourceEntity(type, uid, name)
  return {
    class_name: 'API Activity',
    activity_name: CALLS.get(action) ?? 'Other',
    operation: `${type} ${action}`,
    message: uid === '' ? `${type}: ${action}` : `${type} ${name ?? id} ${action}`,
    entities: [...(uid === '' ? [] : [own]), ...(container === undefined ? [] : [containerEntity(container)])],
    derived: present({ action, container: container === undefined ? undefined : { id: container } }),
  }
}
