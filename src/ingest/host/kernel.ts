/** What `process.bt` tells of processes, completed from `/proc` where they still are. */
import { readAddress, readKernelLine, wordOf, type KernelLine } from './kernel-line.ts'
import type { Loss } from './loss.ts'
import type { Proc } from './proc.ts'
import type { Sight } from './sight.ts'
import type { Teller } from './teller.ts'

export interface Kernel {
  /** False where the line is none of the program's. */
  line(text: string): boolean
  /** What runs now: at the beginning, and now and then, since what was lost on the way shows by who is there, and who is not. */
  list(): void
  /** Since it was last asked. */
  loss(): Loss
}

/** Nanoseconds. */
const TICK = 10_000_000
const CLONE_PARENT = 0x8000
/** Programs whose lines have begun to come and whose last one has not: they come at once, or were lost. */
const PENDING = 1_024

interface Pending {
  file?: string
  readonly args: Buffer[]
}

export function createKernel(proc: Proc, teller: Teller): Kernel {
  const pending = new Map<number, Pending>()
  let counts = { processes: 0, threads: 0, unseen: 0, late: 0 }
  // The program counts from boot without the time that the machine slept, as the process clock of Node does.
  const slept = proc.uptime() * 1e6 - Number(process.hrtime.bigint())

  const timeOf = (line: KernelLine): number => {
    const ago = Number(process.hrtime.bigint()) - (line.number('at') ?? 0)
    return Math.round(Date.now() - Math.max(0, ago) / 1e6)
  }
  const pendingOf = (pid: number): Pending => {
    const known = pending.get(pid) ?? { args: [] }
    pending.set(pid, known)
    const [oldest] = pending.keys()
    if (pending.size > PENDING && oldest !== undefined) pending.delete(oldest)
    return known
  }

  const fork = (line: KernelLine, pid: number): void => {
    counts.processes++
    const by = line.number('by') ?? 0
    const maker = teller.sightOf(by)
    if (!maker) return
    const { inside: _, foreign: __, ...copied } = maker
    const ppid = ((line.number('flags') ?? 0) & CLONE_PARENT) === 0 ? by : maker.ppid
    const ticks = Math.floor(((line.number('at') ?? 0) + slept) / TICK)
    const time = timeOf(line)
    teller.forked({ ...copied, pid, ppid, ticks, started: time, born: true }, time)
  }
  const exec = (line: KernelLine, pid: number): void => {
    const { file, args } = pending.get(pid) ?? { args: [] }
    pending.delete(pid)
    const told = tellingOf(line, pid, file, Buffer.concat(args), proc)
    const seen = proc.sight(pid)
    // It may have ended, or be another program by now; then the kernel's word is all there is.
    const isSame =
      typeof seen === 'object' && !seen.zombie && Math.abs(seen.ticks - told.ticks) <= 1 && isOf(seen, told)
    if (!isSame && told.cut) counts.late++
    const { ppid, namespaces, inside } = told
    const whole: Sight = isSame
      ? { ...seen, ppid, namespaces, born: true, ...(inside !== undefined && { inside }) }
      : { ...told, ...(told.exe !== undefined && proc.exeFileBeside(ppid, told.exe, namespaces.mnt)) }
    teller.executed(whole, timeOf(line))
  }
  const move = (line: KernelLine, pid: number): void => {
    const before = teller.sightOf(pid)
    if (before) teller.moved({ ...before, namespaces: line.namespaces }, timeOf(line))
  }
  const take = (line: KernelLine, pid: number): void => {
    switch (line.kind) {
      case 'fork':
        return fork(line, pid)
      case 'file':
        pendingOf(pid).file = wordOf(line.bytes('bytes'))
        return
      case 'args':
        pendingOf(pid).args.push(line.bytes('bytes'))
        return
      case 'exec':
        return exec(line, pid)
      case 'ns':
        return move(line, pid)
      case 'connect': {
        const to = readAddress(line.bytes('bytes'))
        if (to) teller.connected(pid, timeOf(line), to)
        return
      }
      case 'exit':
        pending.delete(pid)
        teller.ended(pid, timeOf(line), line.number('status'))
    }
  }
  const meet = (pids: readonly number[]): void => {
    const sights = pids.map((pid) => proc.sight(pid))
    const processes = sights.filter((sight) => typeof sight === 'object').filter((sight) => !sight.zombie)
    for (const sight of processes.toSorted((a, b) => a.ticks - b.ticks)) teller.found(sight)
  }

  return {
    line(text) {
      const [, lost] = /^Lost (\d{1,12}) events/.exec(text) ?? []
      if (lost !== undefined) counts.unseen += Number(lost)
      const line = lost === undefined ? readKernelLine(text) : undefined
      const pid = line?.number('pid')
      if (line && pid !== undefined) take(line, pid)
      return lost !== undefined || line !== undefined
    },
    list() {
      const pids = proc.pids()
      const there = new Set(pids)
      const known = new Set(teller.pids())
      for (const pid of known) if (!there.has(pid)) teller.ended(pid, Date.now())
      meet(pids.filter((pid) => !known.has(pid)))
    },
    loss() {
      const told = counts
      counts = { processes: 0, threads: 0, unseen: 0, late: 0 }
      return told
    },
  }
}

/** The same program: what the kernel saw of its arguments is how they begin, but for a character that was cut. */
const isOf = (seen: Sight, told: Sight): boolean =>
  seen.args.join('\0').startsWith(told.args.join('\0').replace(/\ufffd+$/, ''))

function tellingOf(line: KernelLine, pid: number, file: string | undefined, args: Buffer, proc: Proc): Sight {
  const start = line.number('start') ?? 0
  const ticks = Math.floor(start / TICK)
  const words = args.toString('utf8').replace(/\0$/, '')
  const number = (name: string): object => {
    const value = line.id(name)
    return value === undefined ? {} : { [name]: value }
  }
  // The first of the host's own namespace is nobody's child.
  const isFirst = line.number('first') === 1 && line.namespaces.pid !== proc.host.pid
  return {
    pid,
    ppid: line.number('ppid') ?? 0,
    ticks,
    started: proc.timeOf(ticks),
    image: `exec at ${line.number('at')}`,
    name: (file ?? '').split('/').at(-1) ?? '',
    ...(file !== undefined && file !== '' && { exe: file }),
    args: words === '' ? [] : words.split('\0'),
    ...((line.number('length') ?? 0) > args.length && { cut: true as const }),
    uid: line.number('uid') ?? UNKNOWN,
    ...number('gid'),
    ...number('login'),
    ...number('session'),
    ...(isFirst && { inside: 1 }),
    namespaces: line.namespaces,
    cgroup: `/${wordOf(line.bytes('group'))}`,
    born: true,
  }
}

/** The user that nobody is. */
const UNKNOWN = 65_534
