/** A network of the engine, and the containers that are in it now. */
import { attachedTo, identityAt, listAt, objectAt, present, textAt, valueAt } from 'tallyman/source'
import { networkEntity } from './entities.ts'
import type { Snapshot, Told } from './told.ts'

export function networkSnapshot({ object }: Snapshot): Told {
  const id = identityAt(object, 'Id')
  const name = textAt(object, 'Name')
  const members = Object.keys(objectAt(object, 'Containers') ?? {}).filter((id) => id !== '')
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'network inspect',
    message: `network ${name ?? id} holds ${members.length} containers`,
    // Its members are facts and no entities: what a network has in it is not what it is about.
    entities: [networkEntity(id, name)],
    facts: members.map((container) => attachedTo(container, id, name)),
    derived: {
      action: 'inspect',
      network: present({
        id,
        name,
        driver: textAt(object, 'Driver'),
        internal: valueAt(object, 'Internal') === true,
        subnets: listAt(object, 'IPAM.Config').flatMap((config) => textAt(config, 'Subnet') ?? []),
        containers: members,
      }),
    },
  }
}
