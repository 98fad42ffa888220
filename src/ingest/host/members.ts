/** Which container a process is in, by its control group, or by the namespaces that are known to be a container's. */
import { containerOfCgroup } from './container-id.ts'
import type { Joined, Kin, Membership } from './kin.ts'
import type { Namespaces, Sight } from './sight.ts'

/** Those that engines give to each container; of the others one may serve many. The first two make who has them part of it. */
const OWNED = ['mnt', 'pid', 'net', 'ipc', 'uts'] as const
type OwnedKind = (typeof OWNED)[number]

export interface Members {
  membershipOf(sight: Sight): Membership | undefined
  /** Namespaces of another container, which neither `own` nor the host have. */
  joinedBy(sight: Sight, own: string | undefined): Joined | undefined
  /** The id of the process that its engine began the container with. */
  firstOf(container: string): number | undefined
  /** Whether a process that came from outside is that one: where the container has none that lives, or if it is its `init`. */
  isFirst(sight: Sight, container: string): boolean
  /** It is where it was placed; the namespaces of whom the container began itself are the container's. */
  enter(kin: Kin): void
  leave(pid: number): void
}

interface Container {
  first: number | undefined
  readonly pids: Set<number>
  /** Of its first process, those that it shares with others included. */
  readonly namespaces: Set<number>
}

/**
 * Bounded by whoever bounds the processes: a container is forgotten with the last of its own. `isAlive` is asked where it matters: an
 * end may be noticed late, and the number of a namespace is another's at once.
 */
export function createMembers(host: Namespaces, isAlive: (pid: number) => boolean): Members {
  const containers = new Map<string, Container>()
  const owners = new Map<number, string>()
  const places = new Map<number, string>()

  const ownerOf = ({ namespaces }: Sight, kind: OwnedKind): string | undefined => {
    const inode = namespaces[kind]
    const owner = inode === undefined || inode === host[kind] ? undefined : owners.get(inode)
    for (const pid of containers.get(owner ?? '')?.pids ?? []) {
      if (isAlive(pid)) return owner
      leave(pid)
    }
    return undefined
  }
  const leave = (pid: number): void => {
    const id = places.get(pid)
    const container = id === undefined ? undefined : containers.get(id)
    places.delete(pid)
    if (id === undefined || !container) return
    container.pids.delete(pid)
    if (container.first === pid) container.first = undefined
    if (container.pids.size > 0) return
    containers.delete(id)
    // Their numbers will be another's.
    for (const inode of container.namespaces) if (owners.get(inode) === id) owners.delete(inode)
  }

  return {
    membershipOf(sight) {
      const id = containerOfCgroup(sight.cgroup)
      if (id !== undefined) return { id, by: 'cgroup' }
      const owner = ownerOf(sight, 'mnt') ?? ownerOf(sight, 'pid')
      return owner === undefined ? undefined : { id: owner, by: 'namespaces' }
    },
    joinedBy(sight, own) {
      const rightful = own === undefined ? undefined : containers.get(own)?.namespaces
      const others = OWNED.filter((kind) => {
        const owner = ownerOf(sight, kind)
        return owner !== undefined && owner !== own && !rightful?.has(sight.namespaces[kind] as number)
      })
      const [first] = others
      const container = first && ownerOf(sight, first)
      if (container === undefined) return undefined
      return { container, namespaces: others.filter((kind) => ownerOf(sight, kind) === container) }
    },
    firstOf: (container) => containers.get(container)?.first,
    isFirst: ({ inside }, container) => inside === 1 || containers.get(container)?.first === undefined,
    enter({ sight, standing }) {
      const id = standing.container?.id
      if (places.get(sight.pid) !== id) leave(sight.pid)
      if (id === undefined) return
      const container = containers.get(id) ?? { first: undefined, pids: new Set(), namespaces: new Set() }
      containers.set(id, container)
      container.pids.add(sight.pid)
      places.set(sight.pid, id)
      if (standing.first) container.first = sight.pid
      if (!standing.inTree) return
      for (const kind of OWNED) {
        const inode = sight.namespaces[kind]
        if (inode === undefined || inode === host[kind]) continue
        container.namespaces.add(inode)
        if (!owners.has(inode)) owners.set(inode, id)
      }
    },
    leave,
  }
}
