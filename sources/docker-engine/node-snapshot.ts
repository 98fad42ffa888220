/** The engine itself, and the node it runs on. */
import { numberAt, present, textAt, textsAt, valueAt } from 'tallyman/source'
import { nodeEntity } from './entities.ts'
import type { Snapshot, Told } from './told.ts'

export function nodeSnapshot({ object }: Snapshot): Told {
  const name = textAt(object, 'Name')
  const version = textAt(object, 'ServerVersion')
  const running = numberAt(object, 'ContainersRunning')
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'engine info',
    message: `engine ${version ?? 'of an unknown version'} on ${name ?? 'an unknown node'}${running === undefined ? '' : ` runs ${running} containers`}`,
    entities: name === undefined ? [] : [nodeEntity(name, 'target')],
    derived: {
      action: 'inspect',
      engine: present({
        id: textAt(object, 'ID'),
        node: name,
        version,
        operating_system: textAt(object, 'OperatingSystem'),
        kernel: textAt(object, 'KernelVersion'),
        security_options: textsAt(object, 'SecurityOptions'),
        live_restore: valueAt(object, 'LiveRestoreEnabled') === true,
        insecure_registries: textsAt(object, 'RegistryConfig.InsecureRegistryCIDRs'),
      }),
    },
  }
}
