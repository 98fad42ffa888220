/** The processes in containers: which of them descend from which, as far as their sensors tell. */
import type { ActingProcess } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import type { Root } from './asked.ts'
import type { Thing } from './manifest.ts'

/** Where a process belongs: below one that came from outside, or below the container's first one. */
interface Place {
  readonly container: Thing
  readonly root: Root | 'own'
}

/** A process, where its number is one of this node's. */
export interface Told {
  readonly process: ActingProcess
  readonly node: string
  readonly container: Thing
  /** A program begins. */
  readonly isStart: boolean
}

export interface Trees {
  /** To what it belongs, as what it descends from does, or what it was before; nothing where it may have come from outside. */
  rootOf(told: Told): Root | 'own' | undefined
  /** To what its parent belongs. */
  rootOfParent(told: Told): Root | 'own' | undefined
  /** What its number ran before. */
  before(told: Told): Root | undefined
  put(told: Told, root: Root | 'own'): void
  end(told: Told): void
}

/** Names of processes; those not heard of for longest are forgotten, and what they start then is nobody's that is known. */
const PROCESSES = 200_000

/** `same`: a container may have been known by the first digits of its id. */
export function createTrees(same: (a: Thing, b: Thing) => boolean, capacity = PROCESSES): Trees {
  const places = createRecent<string, Place>(capacity)
  const get = (
    uid: string | undefined,
    pid: number | undefined,
    { node, container }: Told,
  ): Root | 'own' | undefined => {
    const place =
      (uid === undefined ? undefined : places.get(`${node} ${uid}`)) ??
      (pid === undefined ? undefined : places.get(`${node} ${pid}`))
    return place && same(place.container, container) ? place.root : undefined
  }
  const ownOf = (told: Told): Root | 'own' | undefined => get(told.process.uid, told.process.pid, told)
  const rootOfParent: Trees['rootOfParent'] = (told) => get(told.process.parent_uid, told.process.parent_pid, told)
  const put: Trees['put'] = ({ process: { uid, pid }, node, container }, root) => {
    if (uid !== undefined) places.set(`${node} ${uid}`, { container, root })
    if (pid !== undefined) places.set(`${node} ${pid}`, { container, root })
  }
  return {
    rootOf(told) {
      const { process, isStart } = told
      const own = ownOf(told)
      if (!isStart) return own ?? (process.in_init_tree === true ? 'own' : undefined)
      // What a runtime started runs another program now, or is another that has its number.
      const root =
        rootOfParent(told) ??
        (process.parent_is_outside === true ? undefined : own) ??
        (process.in_init_tree === true ? 'own' : undefined)
      if (root) put(told, root)
      return root
    },
    rootOfParent,
    before(told) {
      const own = ownOf(told)
      return own === 'own' ? undefined : own
    },
    put,
    // Its number is free again; its own name is not used twice, and records of it may be late.
    end({ process: { pid }, node }) {
      if (pid !== undefined) places.delete(`${node} ${pid}`)
    },
  }
}
