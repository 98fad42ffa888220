/**
 * Sees processes come and go by looking at `/proc` often. The kernel hands out ids in turn: the one that it handed out last says where
 * to look, and how many came and went between two looks, which nobody can see this way.
 */
import { countBetween, idsBetween } from './ids.ts'
import type { Loss } from './loss.ts'
import type { Proc } from './proc.ts'
import type { Sight } from './sight.ts'
import type { Stat } from './stat.ts'
import type { Teller } from './teller.ts'

export interface Poll {
  /** Tells what runs now. */
  begin(): void
  look(): void
  /** Since it was last asked. */
  loss(): Loss
}

/** Milliseconds for which a process is looked at each time: it may be about to execute what it was made for. */
const YOUNG = 250
/** And longer where it is on its way into a container, and somebody may take his time to let it in. */
const ENTERING = 30_000
/** All others in turn, each once in so many milliseconds; but never more than so many at one look. */
const ROUND = 2_000
const TURN = 10
/** So many ids are looked at one by one; of more, the list of processes is asked. */
const MANY = 4_096
/** Milliseconds between two lists, which show whatever the ids did not. */
const LISTED = 5_000

type Met = 'processes' | 'threads' | 'unseen'

export function createPoll(proc: Proc, teller: Teller): Poll {
  /** By id, how it was at the last look. */
  const seen = new Map<number, Stat>()
  const kernel = new Set<number>()
  const young = new Map<number, number>()
  let [last, looked, listed, due] = [0, 0, 0, 0]
  let turn = seen.keys()
  let counts = { looks: 0, processes: 0, threads: 0, unseen: 0, late: 0, pause: 0 }

  /** It stays as a zombie until its parent asks for it, and has ended for all others. */
  const end = (stat: Stat, now: number): void => {
    const before = seen.get(stat.pid)
    if (!before?.zombie) {
      // It may have executed something since it was seen, but for who is still called the same.
      if (teller.isUntold(stat.pid) && !(stat.zombie && stat.name === before?.name)) counts.late++
      teller.ended(stat.pid, now, stat.exit)
    }
    seen.set(stat.pid, { ...stat, zombie: true })
    young.delete(stat.pid)
  }
  const leave = (stat: Stat, now: number): void => {
    const { exit: _, ...unknown } = stat
    end(unknown, now)
    seen.delete(stat.pid)
  }
  const keep = (sight: Stat, now: number): void => {
    seen.set(sight.pid, sight)
    young.set(sight.pid, now + (teller.isEntering(sight.pid) ? ENTERING : YOUNG))
  }
  const meet = (pid: number, now: number): Met | undefined => {
    const before = seen.get(pid)
    const sight = proc.sight(pid)
    if (sight === 'thread') return 'threads'
    if (before && before.ticks !== sight?.ticks) leave(before, now)
    if (sight === undefined) return 'unseen'
    if (before?.ticks === sight.ticks) return undefined
    if (sight.kernel) {
      kernel.add(pid)
      return 'threads'
    }
    kernel.delete(pid)
    introduce(sight, now)
    return 'processes'
  }
  const introduce = (sight: Sight, now: number): void => {
    // What its parent has become since is where it comes from.
    const known = seen.get(sight.ppid)
    if (known && known.ticks <= sight.ticks) check(known, now)
    const parent = seen.get(sight.ppid)
    // Until it executes something it is a copy of its parent, addresses included; one that has ended has none left.
    if (parent && (sight.zombie ? parent.name === sight.name : parent.image === sight.image))
      teller.forked(sight, sight.started)
    else execute(sight, sight.started)
    if (sight.zombie) end(sight, now)
    else keep(sight, now)
  }
  /** Who is about to end has no arguments any more. */
  const execute = (sight: Sight, time: number): void => {
    if (sight.args.length === 0) counts.late++
    teller.executed(sight, time)
  }
  /** Whether what was seen is there still, and what has become of it. */
  const check = (before: Stat, now: number): 'same' | 'other' => {
    const stat = proc.stat(before.pid)
    if (!stat || stat.ticks !== before.ticks) leave(before, now)
    else if (before.zombie) return 'other'
    else if (stat.zombie) end(stat, now)
    else if (stat.image === before.image) return 'same'
    else {
      const sight = proc.sight(before.pid)
      if (typeof sight !== 'object' || sight.zombie) return 'other'
      execute(sight, now)
      keep(sight, now)
    }
    return 'other'
  }
  const checkTurn = (now: number, elapsed: number): void => {
    due = Math.min(TURN, due + (seen.size * elapsed) / ROUND)
    for (; due >= 1; due--) {
      let next = turn.next()
      if (next.done) next = (turn = seen.keys()).next()
      const before = seen.get(next.value ?? 0)
      if (!before || check(before, now) === 'other') continue
      const sight = teller.sightOf(before.pid)
      if (!sight || proc.isWhere(sight)) continue
      const moved = proc.sight(before.pid)
      if (typeof moved === 'object' && !moved.zombie) teller.moved(moved, now)
    }
  }
  const list = (now: number): number => {
    listed = now
    const pids = new Set(proc.pids())
    for (const pid of kernel) if (!pids.has(pid)) kernel.delete(pid)
    return [...pids].filter((pid) => !seen.has(pid) && !kernel.has(pid) && meet(pid, now) === 'processes').length
  }

  return {
    begin() {
      last = proc.lastId()
      looked = listed = Date.now()
      const sights = proc.pids().map((pid) => proc.sight(pid))
      const processes = sights.filter((sight) => typeof sight === 'object').toSorted((a, b) => a.ticks - b.ticks)
      for (const sight of processes)
        if (sight.kernel) kernel.add(sight.pid)
        else {
          seen.set(sight.pid, sight)
          if (!sight.zombie) teller.found(sight)
        }
    },
    look() {
      const now = Date.now()
      const elapsed = now - looked
      looked = now
      counts.looks++
      counts.pause = Math.max(counts.pause, elapsed)
      const newest = proc.lastId()
      const ids = countBetween(last, newest, proc.maxId)
      if (ids > MANY) {
        const processes = list(now)
        counts.processes += processes
        counts.unseen += ids - processes
      } else
        for (const id of idsBetween(last, newest, proc.maxId)) {
          const met = meet(id, now)
          if (met) counts[met]++
        }
      last = newest
      for (const [pid, until] of young) {
        const before = seen.get(pid)
        if (before && now < until) check(before, now)
        else young.delete(pid)
      }
      checkTurn(now, elapsed)
      if (now - listed >= LISTED) counts.processes += list(now)
      teller.settle(now)
    },
    loss() {
      const told = counts
      counts = { looks: 0, processes: 0, threads: 0, unseen: 0, late: 0, pause: 0 }
      return told
    },
  }
}
