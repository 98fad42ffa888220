/** The OCSF class of an event of Tracee, by its name. */
import type { EventClass } from 'tallyman/source'
import { requestOf, socketPath } from './conversation.ts'
import { isOpenedTo, type Happening } from './happening.ts'

export interface Activity {
  readonly class_name: EventClass
  readonly activity_name: string
}

const CALLS: readonly (readonly [called: RegExp, class_name: EventClass, activity_name: string])[] = [
  [/^net_packet_dns_response/, 'DNS Activity', 'Response'],
  [/^net_packet_dns/, 'DNS Activity', 'Query'],
  [/^net_packet_http/, 'HTTP Activity', 'Other'],
  [/^net_packet|^(?:send|recv)(?:to|msg|mmsg)$/, 'Network Activity', 'Traffic'],
  [/^net_flow_.*end$|^shutdown$/, 'Network Activity', 'Close'],
  [/^net_(?:tcp_connect|flow_)|^(?:security_socket_)?(?:connect|accept4?)$/, 'Network Activity', 'Open'],
  [/^(?:security_socket_)?(?:bind|listen)$/, 'Network Activity', 'Listen'],
  [/^(?:execve(?:at)?|sched_process_(?:exec|fork)|v?fork|clone3?)$/, 'Process Activity', 'Launch'],
  [/^(?:sched_process_exit|exit(?:_group)?|t?g?kill|signal_create)$/, 'Process Activity', 'Terminate'],
  [/^(?:ptrace|process_vm_writev)$/, 'Process Activity', 'Inject'],
  [/^(?:commit_creds|set(?:re|res|fs)?[ug]id)$/, 'Process Activity', 'Set User ID'],
  [/unlink|^rmdir$/, 'File System Activity', 'Delete'],
  [/rename/, 'File System Activity', 'Rename'],
  [/(?:chmod|chown)/, 'File System Activity', 'Set Security'],
  [/setxattr|utime/, 'File System Activity', 'Set Attributes'],
  [/umount/, 'File System Activity', 'Unmount'],
  [/mount|pivot_root/, 'File System Activity', 'Mount'],
  [/mknod|mkdir|symlink|^link|^creat$/, 'File System Activity', 'Create'],
  [/^(?:pread|readv?|vfs_read)|^read/, 'File System Activity', 'Read'],
  [/^(?:pwrite|write|vfs_write|magic_write|truncate|ftruncate)/, 'File System Activity', 'Update'],
]
const OPENS = /^(?:open(?:at2?)?|security_file_open|file_modification)$/

export function activityOf(happening: Happening): Activity {
  const { name, args, signature } = happening
  if (signature !== undefined) return { class_name: 'Detection Finding', activity_name: 'Create' }
  if (OPENS.test(name)) return { class_name: 'File System Activity', activity_name: openingOf(args['flags']) }
  const [, class_name = 'Process Activity', activity_name = 'Other'] = CALLS.find(([called]) => called.test(name)) ?? []
  if (class_name === 'DNS Activity' && isAnswer(happening)) return { class_name, activity_name: 'Response' }
  if (class_name === 'HTTP Activity') return { class_name, activity_name: methodOf(requestOf(happening)?.method) }
  return { class_name, activity_name }
}

const openingOf = (flags: unknown): string =>
  isOpenedTo(flags, 'create') ? 'Create' : isOpenedTo(flags, 'write') ? 'Update' : 'Open'

/** An answer alone does not say what was asked for. */
const methodOf = (method: string | undefined): string =>
  method !== undefined && /^[A-Z]{3,10}$/.test(method) ? method[0] + method.slice(1).toLowerCase() : 'Other'

const isAnswer = ({ args }: Happening): boolean => (args['proto_dns'] as { QR?: unknown } | null | undefined)?.QR === 1

/** A socket of the file system is no network, but it has a path. */
export const pathOf = ({ args }: Happening): string | undefined => {
  const path = args['pathname'] ?? args['file_path'] ?? args['path'] ?? args['new_path'] ?? args['target']
  return typeof path === 'string' && path !== '' ? path : socketPath(args)
}
