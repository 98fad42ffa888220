/** The OCSF class of an event of Tetragon: its kind says it, or what its hook is called and was called with. */
import type { EventClass } from 'tallyman/source'
import type { Arguments } from './arguments.ts'
import type { Happening, Kind } from './happening.ts'

export interface Activity {
  readonly class_name: EventClass
  readonly activity_name: string
}

const own = (class_name: EventClass, activity_name: string): Activity => ({ class_name, activity_name })

const KINDS = new Map<Kind, Activity>([
  ['process_exec', own('Process Activity', 'Launch')],
  ['process_exit', own('Process Activity', 'Terminate')],
  ['process_connect', own('Network Activity', 'Open')],
  ['process_accept', own('Network Activity', 'Open')],
  ['process_listen', own('Network Activity', 'Listen')],
  ['process_close', own('Network Activity', 'Close')],
])

type Names = readonly (readonly [called: RegExp, activity_name: string])[]

const NETWORK: Names = [
  [/connect|accept/, 'Open'],
  [/close|shutdown|destroy/, 'Close'],
  [/listen|bind/, 'Listen'],
]
const FILE: Names = [
  [/unlink|rmdir/, 'Delete'],
  [/rename/, 'Rename'],
  [/chmod|chown/, 'Set Security'],
  [/setattr|setxattr/, 'Set Attributes'],
  [/umount/, 'Unmount'],
  [/mount|pivot_root/, 'Mount'],
  [/mknod|mkdir|symlink|link|create/, 'Create'],
  [/write|truncate/, 'Update'],
  [/read/, 'Read'],
]
const PROCESS: Names = [
  [/ptrace|process_vm_writev/, 'Inject'],
  [/set(?:fs|re|res)?[ug]id|commit_creds|fix_setuid/, 'Set User ID'],
  [/kill|signal/, 'Terminate'],
]

const nameOf = (names: Names, call: string): string | undefined => names.find(([called]) => called.test(call))?.[1]

export function activityOf({ kind, call = '' }: Happening, { paths, socket, numbers }: Arguments): Activity {
  const known = KINDS.get(kind)
  if (known) return known
  if (socket) return own('Network Activity', nameOf(NETWORK, call) ?? 'Traffic')
  if (paths.length === 0 || /bprm|module/.test(call)) return own('Process Activity', nameOf(PROCESS, call) ?? 'Other')
  // The hook of every read and write says by its mask which it was.
  if (call === 'security_file_permission') return own('File System Activity', accessOf(numbers[0] ?? 0))
  return own('File System Activity', nameOf(FILE, call) ?? 'Open')
}

const MAY_WRITE = 2
const MAY_READ = 4

const accessOf = (mask: number): string => (mask & MAY_WRITE ? 'Update' : mask & MAY_READ ? 'Read' : 'Open')
