/** A process and where it stands among the containers of its host. */
import type { NamespaceKind, Sight } from './sight.ts'

export interface Membership {
  readonly id: string
  readonly by: 'cgroup' | 'namespaces'
}

/** Namespaces of another container than its own that a process is in. */
export interface Joined {
  readonly container: string
  readonly namespaces: readonly NamespaceKind[]
}

/** Somebody on the host came into a container this way. */
interface Opening {
  /** A container runtime did it, as for `docker exec`; or something else of the host, as `nsenter`. */
  readonly by: 'runtime' | 'host'
  /** Epoch milliseconds. */
  readonly time: number
  /** The process that came in, what it was before, whose child it was, and so on up to the first process of the login session. */
  readonly from: readonly [Sight, ...Sight[]]
}

export interface Standing {
  readonly container?: Membership
  /** Its engine began the container with it. */
  readonly first?: true
  /** It descends from the container's first process. Missing outside of containers, and where nobody can know. */
  readonly inTree?: boolean
  /** Where `inTree` is false and somebody saw how. */
  readonly opening?: Opening
  readonly joined?: Joined
  /** The container that it, or whoever it descends from, was in before. */
  readonly descendsFrom?: string
  /** A runtime's step on its way into a container. */
  readonly entering?: true
}

export interface Kin {
  readonly sight: Sight
  readonly standing: Standing
}
