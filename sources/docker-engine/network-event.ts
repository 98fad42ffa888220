/** What is done to networks, and which containers join and leave them. */
import { attachedTo, present, textAt } from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { containerEntity, networkEntity } from './entities.ts'
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
  return {
    class_name: 'API Activity',
    activity_name: CALLS.get(action) ?? 'Other',
    operation: `network ${action}`,
    message: messageOf(action, name ?? id.slice(0, 12), container?.slice(0, 12)),
    entities: [
      ...(container === undefined ? [] : [containerEntity(container)]),
      ...(id === '' ? [] : [networkEntity(id, name)]),
    ],
    facts: action === 'connect' && container !== undefined && id !== '' ? [attachedTo(container, id, name)] : [],
    derived: present({
      action,
      network: id === '' ? undefined : present({ id, name, type }),
      container: container === undefined ? undefined : { id: container },
    }),
  }
}

function messageOf(action: string, network: string, container: string | undefined): string {
  if (container === undefined) return network === '' ? `networks: ${action}` : `network ${network} ${action}`
  const word = action === 'connect' ? 'joined' : action === 'disconnect' ? 'left' : action
  return `container ${container} ${word} network ${network}`
}
