/** What a container was given of its host, beyond what an ordinary one has: each is a way out of it. */
import { isSensitive, reachesEngine, type Mount } from './host-mounts.ts'

export interface HostConfig {
  readonly privileged: boolean
  /** Of `pid`, `ipc`, `network`, `uts`, `user` those that are the host's. */
  readonly host_namespaces: readonly string[]
  /** Sources on the host, normalised. */
  readonly sensitive_mounts: readonly string[]
  readonly writable_sensitive_mounts: readonly string[]
  /** The container can talk to a container engine of the host. */
  readonly engine_socket: boolean
  /** Beyond those of an ordinary container, without `CAP_`. */
  readonly capabilities: readonly string[]
  /** Of `seccomp`, `apparmor`, `label`, `systempaths` those that were switched off. */
  readonly unconfined: readonly string[]
  /** Paths on the host. */
  readonly devices: readonly string[]
}

type Given = Pick<HostConfig, 'privileged' | 'host_namespaces' | 'capabilities' | 'unconfined' | 'devices'> & {
  readonly mounts: readonly Mount[]
}

export function hostConfig({ mounts, ...given }: Given): HostConfig {
  const sensitive = mounts.filter((mount) => isSensitive(mount) || reachesEngine(mount))
  return {
    privileged: given.privileged,
    host_namespaces: given.host_namespaces,
    sensitive_mounts: sensitive.map(({ source }) => source),
    writable_sensitive_mounts: sensitive.filter(({ read_only }) => !read_only).map(({ source }) => source),
    engine_socket: mounts.some(reachesEngine),
    capabilities: given.capabilities.map((name) => name.toUpperCase().replace(/^CAP_/, '')),
    unconfined: given.unconfined,
    devices: given.devices,
  }
}

/** What a container of a pod was given, one string each, so that what runs can be held against what was asked for: `web: privileged`. */
export function grantsOf(container: string, config: HostConfig, isRoot: boolean): string[] {
  const { privileged, host_namespaces, sensitive_mounts, writable_sensitive_mounts, capabilities, unconfined } = config
  // Whoever is privileged has every capability and is confined by nothing.
  const further = privileged
    ? ['privileged']
    : [...capabilities.map((name) => `capability ${name}`), ...unconfined.map((name) => `unconfined ${name}`)]
  return [
    ...further,
    ...host_namespaces.map((name) => `namespace ${name}`),
    ...sensitive_mounts.map((path) => `path ${path}`),
    ...writable_sensitive_mounts.map((path) => `writable ${path}`),
    ...(isRoot ? ['root'] : []),
  ].map((given) => `${container}: ${given}`)
}
