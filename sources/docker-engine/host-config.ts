/** What a container was given of its host, beyond what an ordinary one has: each is a way out of it. */
import { listAt, textAt, textsAt, valueAt, type JsonObject } from 'tallyman/source'
import { isSensitive, mountsOf, reachesEngine } from './mounts.ts'

export interface HostConfig {
  readonly privileged: boolean
  /** Of `pid`, `ipc`, `network`, `uts`, `user`, `cgroup` those that are the host's. */
  readonly host_namespaces: readonly string[]
  /** Sources on the host, normalised. */
  readonly sensitive_mounts: readonly string[]
  readonly writable_sensitive_mounts: readonly string[]
  /** The container can talk to a container engine of the host. */
  readonly engine_socket: boolean
  /** Without `CAP_`. */
  readonly capabilities: readonly string[]
  /** Of `seccomp`, `apparmor`, `label`, `systempaths` those that were switched off. */
  readonly unconfined: readonly string[]
  /** Paths on the host. */
  readonly devices: readonly string[]
}

const NAMESPACES = [
  ['pid', 'PidMode'],
  ['ipc', 'IpcMode'],
  ['network', 'NetworkMode'],
  ['uts', 'UTSMode'],
  ['user', 'UsernsMode'],
] as const

const SWITCHED_OFF = /^(seccomp|apparmor|systempaths)[=:]unconfined$|^(label)[=:]disable$/

export function hostConfigOf(object: JsonObject): HostConfig {
  const mounts = mountsOf(object)
  const sensitive = mounts.filter((mount) => isSensitive(mount) || reachesEngine(mount))
  return {
    privileged: valueAt(object, 'HostConfig.Privileged') === true,
    host_namespaces: NAMESPACES.filter(([, field]) => textAt(object, `HostConfig.${field}`) === 'host').map(
      ([name]) => name,
    ),
    sensitive_mounts: sensitive.map(({ source }) => source),
    writable_sensitive_mounts: sensitive.filter(({ read_only }) => !read_only).map(({ source }) => source),
    engine_socket: mounts.some(reachesEngine),
    capabilities: textsAt(object, 'HostConfig.CapAdd').map((name) => name.toUpperCase().replace(/^CAP_/, '')),
    unconfined: textsAt(object, 'HostConfig.SecurityOpt').flatMap((option) => {
      const [, first, second] = SWITCHED_OFF.exec(option) ?? []
      return [first ?? second ?? []].flat()
    }),
    devices: listAt(object, 'HostConfig.Devices').flatMap((device) => textAt(device, 'PathOnHost') ?? []),
  }
}
