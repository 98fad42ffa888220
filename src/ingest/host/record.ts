/** What the sensor says of a process, as a line like those of any other sensor. */
import { present } from '../present.ts'
import { containerOfCgroup } from './container-id.ts'
import type { Kin } from './kin.ts'
import { NAMESPACES, type Namespaces, type Sight } from './sight.ts'
import type { Users } from './users.ts'

/**
 * `found` ran before the sensor did; `exec` and `exit`; `namespaces` has joined or left some without executing anything; `connect` asks
 * for a connection.
 */
export type Kind = 'found' | 'exec' | 'exit' | 'namespaces' | 'connect'

export interface Scene {
  readonly node: string
  /** `bpftrace` or `proc`: how it was seen. */
  readonly collector: string
  readonly host: Namespaces
  readonly users: Users
}

export interface Happening {
  readonly kind: Kind
  /** Epoch milliseconds. */
  readonly time: number
  readonly kin: Kin
  /** How many programs this process was seen to execute, this one included. */
  readonly execs: number
  /** Epoch milliseconds: when the first process of its container did. */
  readonly began?: number
  readonly ancestors?: readonly Sight[]
  /** What only some kinds have. */
  readonly more?: object
}

/** Arguments of ancestors are context: they have lines of their own. In characters. */
const CONTEXT = 512

export function recordOf({ kind, time, kin, execs, began, ancestors, more }: Happening, scene: Scene): object {
  const { sight, standing } = kin
  const { container, first, inTree, opening, joined, descendsFrom, entering } = standing
  return present({
    tallyman: 'host-process',
    kind,
    time: new Date(time).toISOString(),
    node: scene.node,
    collector: scene.collector,
    ...more,
    process: present({
      ...programOf(sight, scene),
      execs,
      name: sight.name,
      // Of the host's own programs it says nothing that anybody asks.
      ...(began !== undefined && {
        exe_changed: sight.exeChanged === undefined ? undefined : new Date(sight.exeChanged).toISOString(),
        exe_unlinked: sight.exeUnlinked,
      }),
      args: sight.args,
      cut: sight.cut,
      cwd: sight.cwd,
      gid: sight.gid,
      capabilities: sight.capabilities,
      seccomp: sight.seccomp,
      pid_inside: sight.inside,
      namespaces: sight.namespaces,
      host_namespaces: NAMESPACES.filter(
        (each) => sight.namespaces[each] !== undefined && sight.namespaces[each] === scene.host[each],
      ),
      cgroup: sight.cgroup,
    }),
    container:
      container && present({ ...container, began: began === undefined ? undefined : new Date(began).toISOString() }),
    first,
    in_init_tree: inTree,
    entering,
    opened:
      opening &&
      present({
        by: opening.by,
        time: new Date(opening.time).toISOString(),
        from: opening.from.map((each) => programOf(each, scene)),
      }),
    joined,
    descends_from: descendsFrom,
    ancestors: ancestors?.map((each) => programOf(each, scene)),
  })
}

/** A container has users of its own: only root is called the same everywhere. */
function programOf(sight: Sight, { users }: Scene): object {
  const { pid, ppid, ticks, started, exe, args, uid, login, session, cgroup } = sight
  const isInside = containerOfCgroup(cgroup) !== undefined
  return present({
    pid,
    ppid,
    // Of the node, until the next boot.
    id: `${pid}:${ticks}`,
    start: new Date(started).toISOString(),
    exe,
    args: withinContext(args),
    uid,
    user: isInside ? (uid === 0 ? 'root' : undefined) : users.nameOf(uid),
    login_uid: login,
    login: users.nameOf(login),
    session,
  })
}

function withinContext(args: readonly string[]): readonly string[] {
  let room = CONTEXT
  return args.flatMap((arg) => {
    const within = room > 0 ? [arg.slice(0, room)] : []
    room -= arg.length + 1
    return within
  })
}
