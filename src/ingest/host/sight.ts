/** A process of this host as a collector saw it at one moment, whichever way it looks. */

/** As the links of `/proc/PID/ns` are called. */
export const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'] as const
export type NamespaceKind = (typeof NAMESPACES)[number]
/** The kernel's numbers (inodes) of those that could be read. */
export type Namespaces = { readonly [kind in NamespaceKind]?: number }

/** Ids are those of the host's own namespaces, whatever the process itself sees. */
export interface Sight {
  readonly pid: number
  /** Of its parent now; of one that has ended, whoever took its place. */
  readonly ppid: number
  /** Clock ticks between boot and its start: with `pid` it names the process until the next boot. */
  readonly ticks: number
  /** Epoch milliseconds of its start. */
  readonly started: number
  /** Differs after an exec. */
  readonly image: string
  /** Fifteen bytes that the process may choose itself. */
  readonly name: string
  /** The path of its file, as its own mount namespace has it. */
  readonly exe?: string
  /** Epoch milliseconds: when that file was last written, renamed, or had its mode set (ctime). */
  readonly exeChanged?: number
  /** That file has no name any more, or never had one. */
  readonly exeUnlinked?: true
  readonly args: readonly string[]
  /** `args` are not all. */
  readonly cut?: true
  readonly cwd?: string
  /** Numbers; effective ones. */
  readonly uid: number
  readonly gid?: number
  /** Who logged in (audit's loginuid), and in which audit session; missing where nobody did. */
  readonly login?: number
  readonly session?: number
  /** The process that leads its session of terminals (`setsid`). */
  readonly leader?: number
  /** Effective capabilities, sixteen hex digits. */
  readonly capabilities?: string
  /** 0 off, 1 strict, 2 filter. */
  readonly seccomp?: number
  /** Its id in its own PID namespace, where that is not the collector's. */
  readonly inside?: number
  /** Its session was begun outside of its PID namespace: whoever began it came from there. */
  readonly foreign?: true
  readonly namespaces: Namespaces
  /** The longest path of its control groups. */
  readonly cgroup: string
  /** A thread of the kernel, which has no file and no arguments. */
  readonly kernel?: true
  /** It has ended, and its parent does not know yet: most of it cannot be read any more. */
  readonly zombie?: true
  /** The id of its parent is that of the process that made it: no other can have taken its place. */
  readonly born?: true
}
