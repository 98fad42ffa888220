/** A network of the engine, and the containers that are in it now. */
import {
  addressOf,
  attachedTo,
  hasAddress,
  identityAt,
  listAt,
  objectAt,
  present,
  textAt,
  valueAt,
  type Fact,
} from 'tallyman/source'
import { networkEntity } from './entities.ts'
import type { Snapshot, Told } from './told.ts'

export function networkSnapshot({ object }: Snapshot): Told {
  const id = identityAt(object, 'Id')
  const name = textAt(object, 'Name')
  const inside = Object.entries(objectAt(object, 'Containers') ?? {}).filter(([container]) => container !== '')
  const members = inside.map(([container]) => container)
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'network inspect',
    // A list does not say who is in it.
    message:
      members.length === 0 ? `network ${name ?? id}` : `network ${name ?? id} holds ${members.length} containers`,
    // Its members are facts and no entities: what a network has in it is not what it is about.
    entities: [networkEntity(id, name)],
    facts: [
      ...inside.flatMap(([container, endpoint]) => [
        attachedTo(container, id, name),
        ...addressesOf(endpoint).map((address) => hasAddress(container, address)),
      ]),
      ...listAt(object, 'IPAM.Config').flatMap((config) =>
        [textAt(config, 'Subnet'), addressOf(textAt(config, 'Gateway')?.split('/')[0])].flatMap((address) =>
          address === undefined ? [] : rangeOf(id, address),
        ),
      ),
    ],
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

/** The addresses that a network has to give, or that of its gateway, which is the node's. */
const rangeOf = (network: string, address: string): Fact[] => [
  { subject: { type: 'network', uid: network }, relation: 'has-address', object: { type: 'address', uid: address } },
]

/** `10.9.0.2/24`: the address, and how much of it is the network's. */
const addressesOf = (endpoint: unknown): string[] =>
  ['IPv4Address', 'IPv6Address'].flatMap((field) => addressOf(textAt(endpoint, field)?.split('/')[0]) ?? [])
