/** What a container was given of its host, in the words of the engine's inspect. */
import { hostConfig, listAt, textAt, textsAt, valueAt, type HostConfig, type JsonObject } from 'tallyman/source'
import { mountsOf } from './mounts.ts'

const NAMESPACES = [
  ['pid', 'PidMode'],
  ['ipc', 'IpcMode'],
  ['network', 'NetworkMode'],
  ['uts', 'UTSMode'],
  ['user', 'UsernsMode'],
] as const

const SWITCHED_OFF = /^(seccomp|apparmor|systempaths)[=:]unconfined$|^(label)[=:]disable$/

export const hostConfigOf = (object: JsonObject): HostConfig =>
  hostConfig({
    privileged: valueAt(object, 'HostConfig.Privileged') === true,
    host_namespaces: NAMESPACES.filter(([, field]) => textAt(object, `HostConfig.${field}`) === 'host').map(
      ([name]) => name,
    ),
    mounts: mountsOf(object),
    capabilities: textsAt(object, 'HostConfig.CapAdd'),
    unconfined: textsAt(object, 'HostConfig.SecurityOpt').flatMap((option) => {
      const [, first, second] = SWITCHED_OFF.exec(option) ?? []
      return [first ?? second ?? []].flat()
    }),
    devices: listAt(object, 'HostConfig.Devices').flatMap((device) => textAt(device, 'PathOnHost') ?? []),
  })
