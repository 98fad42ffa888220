/** What went in at containers lately: sessions of the API by pod, execs and processes by container. Bounded; that more went in is not forgotten. */
import { createRecent } from '../stream/recent.ts'
import { WINDOW, type Exec, type Root } from './asked.ts'
import type { Thing } from './thing.ts'
import type { Stream } from './heard.ts'
import type { ApiSession, EngineExec } from './opening.ts'
import type { Around } from './scene.ts'

type Doorway = Pick<Around, 'sessions' | 'execs' | 'roots' | 'crowdedUntil'>

export interface Doors {
  /** `newest` is event time now. A session is told when it begins, and again when it ends. */
  addSession(session: ApiSession, newest: number): void
  addExec(exec: Exec, newest: number): void
  /** The same exec, told by another stream just before: it has now what either knows of it. */
  execOf(container: Thing, told: EngineExec, stream: Stream): Exec | undefined
  addRoot(root: Root, newest: number): void
  /** `before`: the same container, under the first digits of its id. `name`: what its pod calls it, where that is known. */
  at(container: Thing, before: Thing, pod: Thing | undefined, name: string | undefined): Doorway
}

/** Containers and pods that are remembered, and of each how many of a kind; those longest ago are forgotten first. */
const PLACES = 20_000
const EACH = 256

interface List<T extends { readonly at: number }> {
  items: T[]
  /** Time of the newest that had to go while it still mattered. */
  crowdedUntil: number
}

export function createDoors(): Doors {
  let [crowdedUntil, now] = [-Infinity, -Infinity]
  /** With more places at once than are remembered, nothing is certain anywhere. */
  const crowd = ({ items }: List<{ readonly at: number }>): void => {
    const last = items.at(-1)?.at ?? -Infinity
    if (last >= now - HELD) crowdedUntil = Math.max(crowdedUntil, last)
  }
  const sessions = createRecent<string, List<ApiSession>>(PLACES, crowd)
  const execs = createRecent<Thing, List<Exec>>(PLACES, crowd)
  const roots = createRecent<Thing, List<Root>>(PLACES, crowd)

  const add = <K, T extends { readonly at: number }>(
    lists: { get(key: K): List<T> | undefined; set(key: K, list: List<T>): void },
    key: K,
    item: T,
    newest: number,
  ): void => {
    now = Math.max(now, newest)
    const list = lists.get(key) ?? { items: [], crowdedUntil: -Infinity }
    lists.set(key, list)
    const over = list.items.findIndex(({ at }) => at >= now - HELD)
    if (over !== 0) list.items.splice(0, over === -1 ? list.items.length : over)
    insert(list.items, item)
    if (list.items.length > EACH) list.crowdedUntil = Math.max(list.crowdedUntil, list.items.shift()?.at ?? -Infinity)
  }

  return {
    addSession(session, newest) {
      if (sessions.get(session.pod)?.items.some(({ uid }) => uid === session.uid)) return
      add(sessions, session.pod, session, newest)
    },
    addExec: (exec, newest) => add(execs, exec.container, exec, newest),
    execOf(container, { uid, at, command, pid }, stream) {
      // Whoever calls an engine may choose the id of an exec: within one stream it is another one.
      const list = execs.get(container)
      const known = list?.items.find(
        (each) => each.uid === uid && each.stream !== stream && Math.abs(each.at - at) <= WINDOW.late,
      )
      if (uid === undefined || !known || (pid !== undefined && known.pid !== undefined)) return undefined
      if (at < known.at) {
        known.at = at
        list?.items.sort(byTime)
      }
      known.command ??= command
      known.pid ??= pid
      return known
    },
    addRoot: (root, newest) => add(roots, root.container, root, newest),
    at(container, before, pod, name) {
      const all = <T extends Exec | Root>(of: { get(key: Thing): List<T> | undefined }): List<T> => {
        const own = of.get(container) ?? EMPTY
        const other = before === container ? EMPTY : (of.get(before) ?? EMPTY)
        return other === EMPTY
          ? own
          : {
              items: [...own.items, ...other.items].toSorted(byTime),
              crowdedUntil: Math.max(own.crowdedUntil, other.crowdedUntil),
            }
      }
      const [ofPod, ofExecs, ofRoots] = [(pod && sessions.get(pod.uid)) ?? EMPTY, all(execs), all(roots)]
      return {
        sessions: ofPod.items.filter(
          (each) => each.container === undefined || name === undefined || each.container === name,
        ),
        execs: ofExecs.items,
        roots: ofRoots.items,
        crowdedUntil: Math.max(crowdedUntil, ofPod.crowdedUntil, ofExecs.crowdedUntil, ofRoots.crowdedUntil),
      }
    },
  }
}

/** What is answered does not depend on the order in which it was heard. */
const byTime = <T extends { readonly at: number; readonly uid?: string | undefined }>(a: T, b: T): number =>
  a.at - b.at || ((a.uid ?? '') < (b.uid ?? '') ? -1 : a.uid === b.uid ? 0 : 1)

const EMPTY: List<never> = { items: [], crowdedUntil: -Infinity }

/** Mostly the newest. */
function insert<T extends { readonly at: number }>(sorted: T[], item: T): void {
  let at = sorted.length
  while (at > 0 && byTime(sorted[at - 1] as T, item) > 0) at--
  sorted.splice(at, 0, item)
}

/** Milliseconds for which anything can still have to do with what is asked. */
const HELD = WINDOW.patience + WINDOW.burst
