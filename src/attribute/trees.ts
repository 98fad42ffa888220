/** The processes in containers: which of them descend from which, as far as their sensors tell. */
import type { ActingProcess } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import type { Root } from './asked.ts'
import type { Thing } from './thing.ts'

/** Where a process belongs: below one that came from outside, or below the container's first one. */
interface Place {
  readonly container: Thing
  readonly root: Root | 'own'
}

/** A process of a node, in a container. */
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

/** `isSame`: a container may have been known by the first digits of its id. */
export function createTrees(isSame: (a: Thing, b: Thing) => boolean, capacity = PROCESSES): Trees {
  const places = createRecent<string, Place>(capacity)
  const get = (name: string | number | undefined, { node, container }: Told): Root | 'own' | undefined => {
    const place = name === undefined ? undefined : places.get(`${node} ${name}`)
    return place && isSame(place.container, container) ? place.root : undefined
  }
  const rootOfParent: Trees['rootOfParent'] = (told) =>
    get(told.process.parent_uid, told) ?? get(told.process.parent_pid, told)
  const put: Trees['put'] = ({ process: { uid, pid, opened }, node, container }, root) => {
    for (const name of [uid, pid, opened?.uid])
      if (name !== undefined) places.set(`${node} ${name}`, { container, root })
  }
  return {
    rootOf(told) {
      const { process, isStart } = told
      const { uid, pid, opened } = process
      const known = get(opened?.uid, told) ?? get(uid, told)
      if (!isStart) return known ?? get(pid, told)
      // What came from outside itself may be another that has the number now.
      const came = opened !== undefined && (opened.uid === undefined || opened.uid === uid)
      const root = known ?? rootOfParent(told) ?? (came ? undefined : get(pid, told))
      if (root) put(told, root)
      return root
    },
    rootOfParent,
    before(told) {
      const own = get(told.process.pid, told)
      return own === 'own' ? undefined : own
    },
    put,
    // Its number is free again; its own name is not used twice, and records of it may be late.
    end({ process: { pid }, node }) {
      if (pid !== undefined) places.delete(`${node} ${pid}`)
    },
  }
}
