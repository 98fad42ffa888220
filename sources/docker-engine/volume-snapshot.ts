/** A volume: where its files lie, and of which folder of the host it is another name. */
import { hostPath, identityAt, present, textAt } from 'tallyman/source'
import { resourceEntity } from './entities.ts'
import { boundFolder } from './mounts.ts'
import type { Snapshot, Told } from './told.ts'

export function volumeSnapshot({ object }: Snapshot): Told {
  const name = identityAt(object, 'Name')
  const bound = boundFolder(object, 'Options')
  const host_path = bound === undefined ? undefined : hostPath(bound)
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'volume inspect',
    message: `volume ${name}${host_path === undefined ? '' : ` is ${host_path} of the host`}`,
    entities: [resourceEntity('volume', name)],
    derived: {
      action: 'inspect',
      volume: present({ name, driver: textAt(object, 'Driver'), mountpoint: textAt(object, 'Mountpoint'), host_path }),
    },
  }
}
