/** What is done to networks, and which containers join and leave them. */
import { textAt, type Fact } from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { containerEntity, networkEntity } from './entities.ts'
import { present } from './present.ts'
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
  const joined: Fact[] =
    action === 'connect' && container !== undefined
      ? [
          {
            subject: { type: 'container', uid: container },
            relation: 'attached-to',
            object: { type: 'network', uid: id, ...(name !== undefined && { name }) },
          },
        ]
      : []
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
    facts: joined,
    derived: present({
      action,
      network: id === '' ? undefined : present({ id, name, type }),
      container: container === undefined ? undefined : { id: container },
    }),
  }
}
