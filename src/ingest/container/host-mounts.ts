/** What a container sees of the host's files, by the host's names for them, and which of it is dangerous. */
export interface Mount {
  readonly type: string
  /** Normalised: without `..`, `//`, and the other names of /run. */
  readonly source: string
  readonly destination: string
  readonly read_only: boolean
}

/** One name for one place: a path that goes round by `..`, by /var/run or by a process's root is the same path. */
export function hostPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  if (parts[0] === 'proc' && parts[2] === 'root') parts.splice(0, 3)
  if (parts[0] === 'var' && parts[1] === 'run') parts.shift()
  return `/${parts.join('/')}`
}

const ENGINE_SOCKETS = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/run/podman/podman.sock',
  '/run/cri-dockerd.sock',
]
const SOCKET_NAMES = new Set(ENGINE_SOCKETS.map((path) => path.slice(path.lastIndexOf('/') + 1)))

/** Folders that give the host away: whoever writes in them, and in some cases who reads them, owns it. */
const SENSITIVE = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/opt/cni',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/usr',
  '/var/lib/cni',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/kubelet',
  '/var/log',
  '/var/spool/cron',
]
/** Below those, what every kubelet and engine mounts into ordinary containers, and what is only the time and the certificates. */
const ORDINARY = [
  '/etc/localtime',
  '/etc/timezone',
  '/etc/ssl/certs',
  '/usr/share/zoneinfo',
  '/run/containerd/io.containerd.grpc.v1.cri/sandboxes',
  '/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes',
  '/var/lib/docker/containers',
  '/var/lib/docker/volumes',
  '/var/lib/kubelet/pods',
  '/var/log/pods',
  '/dev/null',
  '/dev/shm',
]

const isWithin = (path: string, folder: string): boolean =>
  path === folder || folder === '/' || path.startsWith(`${folder}/`)

/** A folder is as dangerous as what it holds: `/var` gives `/var/log`, and `/` gives all. */
export const isSensitive = ({ type, source }: Mount): boolean =>
  type === 'bind' &&
  !ORDINARY.some((folder) => isWithin(source, folder)) &&
  SENSITIVE.some((folder) => isWithin(source, folder) || isWithin(folder, source))

/** Whether the socket of a container engine can be reached through it: the socket itself, by any path, or a folder that holds it. */
export const reachesEngine = ({ type, source }: Mount): boolean =>
  type === 'bind' &&
  (SOCKET_NAMES.has(source.slice(source.lastIndexOf('/') + 1)) ||
    ENGINE_SOCKETS.some((socket) => isWithin(socket, source)))
