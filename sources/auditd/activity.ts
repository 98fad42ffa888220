/** The OCSF class of an audit event, by its system call or its type. */
import { textAt, type EventClass } from 'tallyman/source'
import type { AuditEvent } from './event.ts'

export interface Activity {
  readonly class_name: EventClass
  readonly activity_name: string
}

export const STARTS = new Set(['execve', 'execveat'])

const named = (
  class_name: EventClass,
  activity_name: string,
  names: string,
): readonly (readonly [string, Activity])[] =>
  names.split(' ').map((name) => [name, { class_name, activity_name }] as const)

const CALLS = new Map([
  ...named('Process Activity', 'Launch', 'execve execveat fork vfork clone clone3'),
  ...named('Process Activity', 'Terminate', 'exit exit_group kill tkill tgkill pidfd_send_signal'),
  ...named('Process Activity', 'Inject', 'ptrace process_vm_writev'),
  ...named(
    'Process Activity',
    'Set User ID',
    'setuid setreuid setresuid setfsuid setgid setregid setresgid setfsgid setgroups',
  ),
  ...named('Network Activity', 'Open', 'connect accept accept4'),
  ...named('Network Activity', 'Listen', 'bind listen'),
  ...named('Network Activity', 'Traffic', 'sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg'),
  ...named('Network Activity', 'Close', 'shutdown'),
  ...named('File System Activity', 'Rename', 'rename renameat renameat2'),
  ...named('File System Activity', 'Delete', 'unlink unlinkat rmdir'),
  ...named('File System Activity', 'Update', 'truncate ftruncate write pwrite64 writev'),
  ...named('File System Activity', 'Set Security', 'chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat'),
  ...named(
    'File System Activity',
    'Set Attributes',
    'setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr utime utimes utimensat',
  ),
  ...named('File System Activity', 'Mount', 'mount move_mount'),
  ...named('File System Activity', 'Unmount', 'umount umount2'),
  ...named('File System Activity', 'Create', 'creat mkdir mkdirat mknod mknodat link linkat symlink symlinkat'),
])
const TYPES = new Map([
  ...named('Application Lifecycle', 'Start', 'SERVICE_START DAEMON_START SYSTEM_BOOT'),
  ...named('Application Lifecycle', 'Stop', 'SERVICE_STOP DAEMON_END SYSTEM_SHUTDOWN'),
  ...named('Application Lifecycle', 'Update', 'CONFIG_CHANGE DAEMON_CONFIG'),
  ...named('Process Activity', 'Launch', 'USER_CMD EXECVE'),
  ...named('Process Activity', 'Set User ID', 'LOGIN'),
  ...named('Process Activity', 'Terminate', 'ANOM_ABEND SECCOMP'),
])

const OTHER: Activity = { class_name: 'Process Activity', activity_name: 'Other' }

export function activityOf({ type, syscall, paths }: AuditEvent): Activity {
  const own = TYPES.get(type)
  if (own) return own
  const call = CALLS.get(syscall ?? '')
  if (call || paths.length === 0) return call ?? OTHER
  // Whatever else names a file opened it, and the kernel says whether it was there before.
  const isNew = paths.some((path) => nameTypeOf(path) === 'CREATE')
  return { class_name: 'File System Activity', activity_name: isNew ? 'Create' : 'Open' }
}

/** Old kernels call it `objtype`. */
export const nameTypeOf = (path: AuditEvent['paths'][number]): string | undefined =>
  textAt(path, 'nametype') ?? textAt(path, 'objtype')
