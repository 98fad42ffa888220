/**
 * Remembers who descends from whom. What `/proc` says later is not enough: whoever loses its parent is given another one, and whoever
 * opened a process in a container has often ended before anybody asks.
 */
import type { Kin } from './kin.ts'
import { createMembers } from './members.ts'
import type { Namespaces, Sight } from './sight.ts'
import { standingOf } from './standing.ts'

export interface Lineage {
  /** A process that is new, has executed another program or changed its namespaces at that time (epoch milliseconds). */
  place(sight: Sight, time: number): Kin
  get(pid: number): Kin | undefined
  /**
   * When its container's first process began, in epoch milliseconds; of a container that was started again, the first one of all. Nothing
   * where nobody saw which one that is.
   */
  beganOf(kin: Kin): number | undefined
  /** Its ancestors as far as they are known, the nearest first. */
  ancestors(sight: Sight): Sight[]
  end(pid: number): void
}

/** Of more processes those that were placed first are forgotten, the ended ones before all others. */
const REMEMBERED = 65_536
/** One that has ended is an ancestor still; and we may be told late whose. */
const ENDED = 1_024
const DEPTH = 12
/** Of more containers those that began first are forgotten. */
const CONTAINERS = 8_192
/** Ticks by which two ways of looking may differ about when a process began. */
const TOLERANCE = 3

/** `isAlive`: whether there is a process of that id now, in doubt. */
export function createLineage(host: Namespaces, isAlive: (pid: number) => boolean): Lineage {
  const kin = new Map<number, Kin>()
  const ended = new Set<number>()
  const members = createMembers(host, isAlive)
  const began = new Map<string, number>()
  const kinOf = (pid: number): Kin | undefined => kin.get(pid)

  const forget = (pid: number): void => {
    kin.delete(pid)
    ended.delete(pid)
    members.leave(pid)
  }
  const parentOf = ({ pid, ppid, ticks }: Sight): Kin | undefined => {
    const parent = ppid === pid ? undefined : kin.get(ppid)
    // Who is younger than its child has the id of somebody else.
    return parent && parent.sight.ticks <= ticks + TOLERANCE ? parent : undefined
  }
  /** A container that is started again keeps its files: what was written before is no more of its image than what is written now. */
  const begin = ({ sight: { started }, standing: { container, first } }: Kin): void => {
    if (!container || !first || began.has(container.id)) return
    began.set(container.id, started)
    const [oldest] = began.keys()
    if (began.size > CONTAINERS && oldest !== undefined) began.delete(oldest)
  }
  const ancestors = (sight: Sight): Sight[] => {
    const found: Sight[] = []
    for (let at = parentOf(sight); at && found.length < DEPTH; at = parentOf(at.sight)) found.push(at.sight)
    return found
  }

  return {
    place(now, time) {
      const before = kin.get(now.pid)
      const self = before && Math.abs(before.sight.ticks - now.ticks) <= TOLERANCE ? before : undefined
      if (!self) forget(now.pid)
      // Its parent now may be the one that it was given when it lost its own; and it keeps the name that its ticks give it.
      const sight = self ? { ...now, ppid: self.sight.ppid, ticks: self.sight.ticks } : now
      const about = { sight, time, self, parent: parentOf(sight), ancestors: ancestors(sight), kinOf, members }
      const placed = { sight, standing: standingOf(about) }
      members.enter(placed)
      begin(placed)
      kin.delete(sight.pid)
      kin.set(sight.pid, placed)
      ended.delete(sight.pid)
      if (kin.size > REMEMBERED) forget([...ended, ...kin.keys()][0] as number)
      return placed
    },
    get: kinOf,
    beganOf: ({ standing: { container } }) => container && began.get(container.id),
    ancestors,
    end(pid) {
      if (!kin.has(pid)) return
      members.leave(pid)
      ended.add(pid)
      const [first] = ended
      if (ended.size > ENDED && first !== undefined) forget(first)
    },
  }
}
