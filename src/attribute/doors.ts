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
    list.items = list.items.filter(({ at }) => at >= now - HELD)
    list.items.push(item)
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
      const known = execs
        .get(container)
        ?.items.find((each) => each.uid === uid && each.stream !== stream && Math.abs(each.at - at) <= WINDOW.late)
      if (uid === undefined || !known || (pid !== undefined && known.pid !== undefined)) return undefined
      known.at = Math.min(known.at, at)
      known.command ??= command
      known.pid ??= pid
      return known
    },
    addRoot: (root, newest) => add(roots, root.container, root, newest),
    at(container, before, pod, name) {
      const lists = [
        pod && sessions.get(pod.uid),
        ...[...new Set([container, before])].flatMap((each) => [execs.get(each), roots.get(each)]),
      ]
      const both = <T extends Exec | Root>(all: { get(key: Thing): List<T> | undefined }): readonly T[] =>
        [...new Set([container, before])].flatMap((each) => all.get(each)?.items ?? []).toSorted(byTime)
      const ofPod = ((pod && sessions.get(pod.uid)?.items) ?? []).toSorted(byTime)
      return {
        sessions: ofPod.filter((each) => each.container === undefined || name === undefined || each.container === name),
        execs: both(execs),
        roots: both(roots),
        crowdedUntil: Math.max(crowdedUntil, ...lists.map((list) => list?.crowdedUntil ?? -Infinity)),
      }
    },
  }
}

/** What is answered does not depend on the order in which it was heard. */
const byTime = <T extends { readonly at: number; readonly uid?: string | undefined }>(a: T, b: T): number =>
  a.at - b.at || ((a.uid ?? '') < (b.uid ?? '') ? -1 : 1)

/** Milliseconds for which anything can still have to do with what is asked. */
const HELD = WINDOW.patience + WINDOW.burst
