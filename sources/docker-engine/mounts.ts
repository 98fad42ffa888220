/** What a container sees of the host's files, as the engine's inspect says it. */
import { hostPath, listAt, textAt, valueAt, type JsonObject, type Mount } from 'tallyman/source'

export function mountsOf(object: JsonObject): Mount[] {
  const bound = boundVolumes(object)
  return listAt(object, 'Mounts').map((mount) => {
    const name = textAt(mount, 'Name')
    const device = name === undefined ? undefined : bound.get(name)
    return {
      // A volume of the driver `local` may be a folder of the host by another name.
      type: device === undefined ? (textAt(mount, 'Type') ?? (name === undefined ? 'bind' : 'volume')) : 'bind',
      source: hostPath(device ?? textAt(mount, 'Source') ?? ''),
      destination: textAt(mount, 'Destination') ?? '',
      read_only: valueAt(mount, 'RW') === false,
    }
  })
}

/** Folders of the host by the name of the volume that stands for them, where the container itself asked for it. */
const boundVolumes = (object: JsonObject): Map<string, string> =>
  new Map(
    listAt(object, 'HostConfig.Mounts').flatMap((mount) => {
      const name = textAt(mount, 'Source')
      const device = boundFolder(mount, 'VolumeOptions.DriverConfig.Options')
      return name === undefined || device === undefined ? [] : [[name, device] as const]
    }),
  )

/** The folder of the host that a volume with these options is. */
export function boundFolder(volume: unknown, options: string): string | undefined {
  const device = textAt(volume, `${options}.device`)
  const isBind = textAt(volume, `${options}.o`)
    ?.split(',')
    .some((option) => option === 'bind' || option === 'rbind')
  return isBind && device?.startsWith('/') ? device : undefined
}
