/** What is done to networks, and which containers join and leave them. */
import { present, textAt } from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { containerEntity, networkEntity } from './entities.ts'
import { attachedTo } from './facts.ts'
import type { Told } from './told.ts'

const CALLS = new Map([
  ['create', 'Create'],
  ['connect', 'Update'],
  ['disconnect', 'Update'],
  ['update', 'Update'],
  ['destroy', 'Delete'],
  ['remove', 'Delete'],
  ['prune', 'Delete'],
])

export function networkTold({ action, id, attributes }: EngineEvent): Told {
  const name = textAt(attributes, 'name')
  const type = textAt(attributes, 'type')
  const container = textAt(attributes, 'container')
  const label = name ?? id.slice(0, 12)
  const preposition = action === 'disconnect' ? 'from' : 'to'
  return {
    class_name: 'API Activity',
    activity_name: CALLS.get(action) ?? 'Other',
    operation: `network ${action}`,
    message:
      container === undefined
        ? `${id === '' ? 'networks:' : `network ${label}`} ${action}`
        : `container ${container.slice(0, 12)} ${action} ${preposition} network ${label}`,
    entities: [
      ...(container === undefined ? [] : [containerEntity(container)]),
      ...(id === '' ? [] : [networkEntity(id, name)]),
    ],
    facts: action === 'connect' && container !== undefined ? [attachedTo(container, id, name)] : [],
    derived: present({
      action,
      network: id === '' ? undefined : present({ id, name, type }),
      container: container === undefined ? undefined : { id: container },
    }),
  }
}
