/** Reads processes out of `/proc`: what one is now, which ids the kernel has handed out, what the host's own namespaces are. */
import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import { readCgroup } from './container-id.ts'
import { exeFileBeside, exeFileOf, type ExeFile } from './exe-file.ts'
import { readStat, type Stat } from './stat.ts'
import { NAMESPACES, type NamespaceKind, type Namespaces, type Sight } from './sight.ts'

export interface Proc {
  /** All processes, without their threads. */
  pids(): number[]
  /** Cheap: what changes with an exec, an end, another process of the same id. Nothing where there is none. */
  stat(pid: number): Stat | undefined
  /** Nothing where there is no process of that id, or no longer; `thread` where the id is that of a thread. */
  sight(pid: number): Sight | 'thread' | undefined
  namespaces(pid: number): Namespaces
  /** Of the file that somebody ran who has ended, by its path, as this process sees it; nothing where that is in another mount namespace. */
  exeFileBeside(pid: number, path: string, mnt: number | undefined): ExeFile
  /** False where its control group, or what it sees of files, network and processes, is another than it was. */
  isWhere(sight: Sight): boolean
  /** The id that was handed out last, of processes and threads alike, in the collector's PID namespace. */
  lastId(): number
  /** Ids are handed out in turn up to this one. */
  readonly maxId: number
  /** Of the host: those of its first process. Without the right to look at it, nothing. */
  readonly host: Namespaces
  /** Milliseconds since boot, the time that the machine slept included. */
  uptime(): number
  /** Epoch milliseconds of that many clock ticks after boot. */
  timeOf(ticks: number): number
}

/** Linux counts in hundredths of a second towards its users, on every architecture that runs containers. */
const TICK = 10
/** In bytes. Longer command lines are cut, and say so. */
const MAX_ARGS = 8 * 1024
const UNSET = 4_294_967_295
/** Milliseconds for which the time of boot is taken to be what it was. */
const FRESH = 10_000

export function createProc(root = '/proc'): Proc {
  const buffer = Buffer.alloc(64 * 1024)
  /** Nothing where it is not there, or not for us to read. */
  const read = (path: string): string | undefined => {
    let file: number | undefined
    try {
      file = openSync(`${root}/${path}`, 'r')
      let length = 0
      for (let got = 1; got > 0 && length < buffer.length; length += got)
        got = readSync(file, buffer, length, buffer.length - length, null)
      return buffer.toString('utf8', 0, length)
    } catch {
      return undefined
    } finally {
      if (file !== undefined) closeSync(file)
    }
  }
  const link = (path: string): string | undefined => {
    try {
      return readlinkSync(`${root}/${path}`)
    } catch {
      return undefined
    }
  }
  const number = (path: string): number | undefined => {
    const text = read(path)?.trim()
    return text === undefined || text === '' ? undefined : Number(text)
  }
  const id = (path: string): number | undefined => {
    const value = number(path)
    return value === UNSET ? undefined : value
  }
  const stat = (pid: number): Stat | undefined => {
    const text = read(`${pid}/stat`)
    return text === undefined ? undefined : readStat(text)
  }
  const namespaces = (pid: number, kinds: readonly NamespaceKind[] = NAMESPACES): Namespaces => {
    const found: { -readonly [kind in keyof Namespaces]: number } = {}
    for (const kind of kinds) {
      const [, inode] = /^[a-z]+:\[(\d+)\]$/.exec(link(`${pid}/ns/${kind}`) ?? '') ?? []
      if (inode !== undefined) found[kind] = Number(inode)
    }
    return found
  }
  const uptime = (): number => Number((read('uptime') ?? '0').split(' ')[0]) * 1000
  let [booted, asked] = [0, 0]
  const timeOf = (ticks: number): number => {
    const now = Date.now()
    // The clock may be set meanwhile.
    if (Math.abs(now - asked) > FRESH) {
      booted = now - uptime()
      asked = now
    }
    return Math.round(booted + ticks * TICK)
  }

  const look = (pid: number, before: Stat): Sight | 'thread' | undefined => {
    const status = read(`${pid}/status`)
    if (status === undefined) return undefined
    // The name stands in the first line, with its line feeds escaped: no later line is of the process's own making.
    const words = (name: string): string[] => {
      const start = status.indexOf(`\n${name}:`) + 1
      return start === 0 ? [] : status.slice(start, status.indexOf('\n', start)).split(/\s+/).slice(1)
    }
    const at = (name: string, index = 0): number | undefined => {
      const word = words(name).at(index)
      return word === undefined ? undefined : Number(word)
    }
    if (at('Tgid') !== pid) return 'thread'
    const isNested = words('NSpid').length > 1
    const command = (read(`${pid}/cmdline`) ?? '').replace(/\0$/, '')
    const values = {
      exe: link(`${pid}/exe`)?.replace(/ \(deleted\)$/, ''),
      cwd: link(`${pid}/cwd`),
      gid: at('Gid', 1),
      login: id(`${pid}/loginuid`),
      session: id(`${pid}/sessionid`),
      capabilities: words('CapEff')[0],
      seccomp: at('Seccomp'),
      inside: isNested ? at('NSpid', -1) : undefined,
    }
    return {
      ...before,
      started: timeOf(before.ticks),
      args: command === '' ? [] : command.slice(0, MAX_ARGS).split('\0'),
      ...(command.length > MAX_ARGS && { cut: true }),
      uid: at('Uid', 1) ?? UNSET,
      ...(isNested && at('NSsid', -1) === 0 && { foreign: true }),
      ...exeFileOf(root, pid),
      namespaces: namespaces(pid),
      cgroup: readCgroup(read(`${pid}/cgroup`) ?? ''),
      ...(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Sight>),
    }
  }

  /** The first process has them, and so has the first thread of the kernel, which more may look at. */
  const hostNamespaces = (): Namespaces => {
    const first = namespaces(1)
    return first.mnt === undefined && stat(2)?.kernel ? namespaces(2) : first
  }

  return {
    pids: () => readdirSync(root).flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : [])),
    stat,
    sight(pid) {
      // What is read one after the other may be of two programs, where it executes another meanwhile.
      let before = stat(pid)
      for (let tries = 0; before && tries < 3; tries++) {
        const seen = look(pid, before)
        const after = stat(pid)
        if (seen === undefined || seen === 'thread' || !after || after.image === before.image) return seen
        before = after
      }
      return undefined
    },
    namespaces: (pid) => namespaces(pid),
    exeFileBeside: (pid, path, mnt) =>
      mnt !== undefined && namespaces(pid, ['mnt']).mnt === mnt ? exeFileBeside(root, pid, path) : {},
    isWhere({ pid, cgroup, namespaces: before }) {
      const now = namespaces(pid, ['mnt', 'net', 'pid'])
      const isSame = (['mnt', 'net', 'pid'] as const).every(
        (kind) => now[kind] === undefined || now[kind] === before[kind],
      )
      const path = read(`${pid}/cgroup`)
      return isSame && (path === undefined || readCgroup(path) === cgroup)
    },
    lastId: () => Number((read('loadavg') ?? '').trim().split(' ').at(-1)),
    maxId: number('sys/kernel/pid_max') ?? 2 ** 22,
    host: hostNamespaces(),
    uptime,
    timeOf,
  }
}
