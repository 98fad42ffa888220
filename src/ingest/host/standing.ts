/** Where a process stands: in which container, and whether the container began it or somebody from outside. */
import type { Kin, Standing } from './kin.ts'
import type { Members } from './members.ts'
import { isEntering, isRuntime } from './runtime.ts'
import type { Sight } from './sight.ts'

/** All that there is to judge by. */
export interface Case {
  readonly sight: Sight
  /** Epoch milliseconds. */
  readonly time: number
  /** What it was at the last look. */
  readonly self: Kin | undefined
  readonly parent: Kin | undefined
  readonly ancestors: readonly Sight[]
  readonly kinOf: (pid: number) => Kin | undefined
  readonly members: Members
}

export function standingOf(about: Case): Standing {
  const { sight, self, parent, members } = about
  const container = members.membershipOf(sight)
  const id = container?.id
  const tree = id === undefined ? {} : treeOf(about, id)
  // What its engine began a container with shares what it was given to share, as a pod its network.
  const joined = tree.first ? undefined : members.joinedBy(sight, id)
  const origin = (self ?? parent)?.standing
  const was = origin?.container?.id
  const descendsFrom = was !== undefined && was !== id ? was : origin?.descendsFrom
  return {
    ...(container && { container }),
    ...tree,
    ...(joined && { joined }),
    ...(descendsFrom !== undefined && descendsFrom !== id && { descendsFrom }),
  }
}

type Tree = Pick<Standing, 'first' | 'inTree' | 'opening' | 'entering'>

function treeOf(about: Case, id: string): Tree {
  const { sight, self, parent, members } = about
  if (self && isSettled(self, id)) return { ...(self.standing.first && { first: true }), ...inheritedOf(self.standing) }
  if (parent && isSettled(parent, id)) return underParent(about, parent, id)
  if (isEntering(sight)) return { entering: true }
  // Of who was on its way in, and has become nobody knows what.
  if (parent?.standing.container?.id === id) return {}
  if (members.isFirst(sight, id)) return { first: true, inTree: true }
  return { inTree: false, ...openingOf(about, id) }
}

const isSettled = ({ standing }: Kin, id: string): boolean => standing.container?.id === id && !standing.entering

const inheritedOf = ({ inTree, opening }: Standing): Tree => ({
  ...(inTree !== undefined && { inTree }),
  ...(opening && { opening }),
})

/**
 * The child of a process in the container. Whose parent has ended is given to the container's first process, wherever it came from:
 * what nobody saw being born is told by the session that it is in, or not at all.
 */
function underParent({ sight, kinOf }: Case, parent: Kin, id: string): Tree {
  const inherited = inheritedOf(parent.standing)
  if (sight.born || !parent.standing.first) return inherited
  const { sight: first } = parent
  if (sight.foreign || sight.login !== first.login) return { inTree: false }
  if (sight.leader === first.leader) return inherited
  const leader = sight.leader === sight.pid || sight.leader === undefined ? undefined : kinOf(sight.leader)
  return leader?.standing.container?.id === id ? inheritedOf(leader.standing) : {}
}

/** Without anybody who could have done it, all that is known is that the container did not. */
function openingOf({ sight, time, self, ancestors, kinOf, members }: Case, id: string): Pick<Standing, 'opening'> {
  const before = self && self.sight.image !== sight.image ? [self.sight] : []
  const above = ancestors.filter(({ pid }) => pid !== 1)
  const chain = [...before, ...above]
  if (chain.length === 0) return {}
  const end = chain.findIndex(({ session }) => session !== sight.session)
  const first = members.firstOf(id)
  const shim = first === undefined ? undefined : kinOf(first)?.sight.ppid
  const by = above.some((each) => each.pid === shim || isRuntime(each)) ? 'runtime' : 'host'
  return { opening: { by, time, from: [sight, ...chain.slice(0, end === -1 ? chain.length : end)] } }
}
