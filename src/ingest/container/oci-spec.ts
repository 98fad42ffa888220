/** A container as its OCI runtime specification says it: what every engine hands to the runtime in the end. */
import type { JsonObject } from '../../model/record.ts'
import { listAt, numberAt, textAt, textsAt, valueAt } from '../read.ts'
import { hostConfig, type HostConfig } from './host-config.ts'
import { hostPath, type Mount } from './host-mounts.ts'

export interface SpecWords {
  /** What it runs, joined by blanks; secrets are to be redacted before. */
  readonly command?: string
  /** `uid:gid`. */
  readonly user?: string
  /** Of the host's files; what the runtime itself makes (proc, sysfs, tmpfs) is left out. */
  readonly mounts: readonly Mount[]
  readonly host_config: HostConfig
}

/** What the engines give to a container that nobody asked anything for. */
const ORDINARY_CAPABILITIES = new Set([
  'CAP_AUDIT_WRITE',
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_FSETID',
  'CAP_KILL',
  'CAP_MKNOD',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SETFCAP',
  'CAP_SETGID',
  'CAP_SETPCAP',
  'CAP_SETUID',
  'CAP_SYS_CHROOT',
])
/** The user namespace is not among them: hardly any container has one of its own. */
const NAMESPACES = ['pid', 'ipc', 'network', 'uts']

export function specWords(spec: JsonObject): SpecWords {
  const command = textsAt(spec, 'process.args').join(' ').trim()
  const [uid, gid] = ['uid', 'gid'].map((name) => numberAt(spec, `process.user.${name}`))
  const mounts = mountsOf(spec)
  const bounding = textsAt(spec, 'process.capabilities.bounding')
  const masked = textsAt(spec, 'linux.maskedPaths').length > 0
  return {
    ...(command !== '' && { command }),
    ...(uid !== undefined && { user: gid === undefined ? String(uid) : `${uid}:${gid}` }),
    mounts,
    host_config: hostConfig({
      privileged: bounding.includes('CAP_SYS_ADMIN') && !masked && mayUseAllDevices(spec),
      host_namespaces: hostNamespaces(spec),
      mounts,
      capabilities: bounding.filter((name) => !ORDINARY_CAPABILITIES.has(name)),
      // Whether the host has AppArmor or SELinux, the specification does not say.
      unconfined: [...(valueAt(spec, 'linux.seccomp') ? [] : ['seccomp']), ...(masked ? [] : ['systempaths'])],
      devices: listAt(spec, 'linux.devices').flatMap((device) => textAt(device, 'path') ?? []),
    }),
  }
}

function mountsOf(spec: JsonObject): Mount[] {
  return listAt(spec, 'mounts').flatMap((mount): Mount[] => {
    const options = textsAt(mount, 'options')
    const source = textAt(mount, 'source') ?? ''
    const isBind = textAt(mount, 'type') === 'bind' || options.includes('bind') || options.includes('rbind')
    if (!isBind || !source.startsWith('/')) return []
    return [
      {
        type: 'bind',
        source: hostPath(source),
        destination: textAt(mount, 'destination') ?? '',
        read_only: options.includes('ro'),
      },
    ]
  })
}

/** A namespace that is not named is the one that the runtime has; and one may be joined by the path of the host's first process. */
function hostNamespaces(spec: JsonObject): string[] {
  const own = listAt(spec, 'linux.namespaces')
    .filter((namespace) => !textAt(namespace, 'path')?.startsWith('/proc/1/'))
    .map((namespace) => textAt(namespace, 'type'))
  return NAMESPACES.filter((type) => !own.includes(type))
}

/** A rule that names neither kind nor number is for all of them. */
const mayUseAllDevices = (spec: JsonObject): boolean =>
  listAt(spec, 'linux.resources.devices').some(
    (rule) =>
      valueAt(rule, 'allow') === true && valueAt(rule, 'type') === undefined && valueAt(rule, 'major') === undefined,
  )
