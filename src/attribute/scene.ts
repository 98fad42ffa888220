/** Everything that is known around one container when it is asked who is behind something in it, and what can be paired in it. */
import { isBetween, WINDOW, type Exec, type Root } from './asked.ts'
import { likenessOf } from './command.ts'
import { wasListening, type Stream } from './heard.ts'
import { askedBy, isByRuntime, type ApiSession, type HostClient } from './opening.ts'
import { settle } from './settle.ts'

export interface Around {
  /** Of its pod, to this container. */
  readonly sessions: readonly ApiSession[]
  readonly execs: readonly Exec[]
  readonly roots: readonly Root[]
  readonly clients: readonly HostClient[]
  readonly isInPod: boolean
  /** The stream of the engine that tells of the container. */
  readonly engine: Stream | undefined
  readonly api: { readonly since: number; readonly until: number; readonly isPrompt: boolean }
  readonly hostUntil: number
  /** Whether the container's own specification has this command run in it. */
  readonly isOwn: (command: string | undefined) => boolean
  /** Until then more went in than is remembered. */
  readonly crowdedUntil: number
}

export interface Scene extends Around {
  /** Pairs that alone are possible, both ways. */
  readonly sessionOf: ReadonlyMap<Exec, ApiSession>
  readonly execOf: ReadonlyMap<Root, Exec>
  readonly execOfSession: ReadonlyMap<ApiSession, Exec>
  /** Those that led to an exec, though it may not be known to which. */
  readonly led: ReadonlySet<ApiSession>
  /** Those whose process was told. */
  readonly seen: ReadonlySet<Exec>
  /** Those, and others whose process was told, though it is not known which. */
  readonly ran: ReadonlySet<Exec>
}

/**
 * What went in within seconds of each other belongs together: until when a burst lasts that something is part of, and what of it is to be
 * known before anything can be said. Later things cannot change what is said then.
 */
export function endOfBurst(
  { sessions, execs, roots }: Pick<Around, 'sessions' | 'execs' | 'roots'>,
  at: number,
): number {
  let [end, before] = [at, -Infinity]
  while (end > before) {
    before = end
    for (const all of [sessions, execs, roots])
      for (const each of all) if (each.at > end && each.at <= end + WINDOW.quiet) end = each.at
  }
  return Math.min(end + WINDOW.quiet, at + WINDOW.burst)
}

/** `from` and `to`: what is known completely, and matters. */
export function createScene({ sessions, execs, roots, ...around }: Around, from: number, to: number): Scene {
  const within = <T extends { readonly at: number }>(all: readonly T[]): T[] =>
    all.filter(({ at }) => isBetween(at, from, to))
  const all = { sessions: within(sessions), execs: within(execs), roots: within(roots) }
  // A session that was let is followed by one exec of the engine, and an exec may be asked for without the API.
  const asked = settle(
    all.sessions.filter(
      ({ at }) => at + WINDOW.sessionToExec <= to && wasEngineHeard(around, at, WINDOW.sessionToExec),
    ),
    (session) => all.execs.filter((exec) => canFollow(session, exec)),
  )
  // Processes are told by each sensor of its own: of each, a process that a runtime started has one exec.
  const started = new Map<Root, Exec>()
  const ran = new Set<Exec>()
  for (const own of Map.groupBy(all.roots, ({ place }) => place.source).values()) {
    const sure = own.filter(({ process, at }) => isByRuntime(process) !== false && wasEngineHeard(around, at))
    const { pairs, taken } = settle(sure, (each) => all.execs.filter((one) => canRun(one, each)))
    for (const [root, exec] of pairs) started.set(root, exec)
    for (const exec of taken) ran.add(exec)
  }
  return {
    ...around,
    ...all,
    sessionOf: new Map([...asked.pairs].map(([session, exec]) => [exec, session])),
    execOf: started,
    execOfSession: asked.pairs,
    led: asked.placed,
    seen: new Set(started.values()),
    ran,
  }
}

/** Whether the engine was listening around that time. */
export const wasEngineHeard = (
  { engine }: Pick<Around, 'engine'>,
  at: number,
  until: number = WINDOW.oneClock,
): boolean => engine !== undefined && wasListening(engine, at - WINDOW.execToRoot, at + until)

export const canFollow = (session: ApiSession, exec: Exec): boolean =>
  !exec.healthcheck &&
  isBetween(exec.at, session.at - WINDOW.twoClocks, session.at + WINDOW.sessionToExec) &&
  likenessOf(session.command, exec.command) !== 'other'

export function canRun(exec: Exec, root: Root): boolean {
  const isThen = isBetween(root.at, exec.at - WINDOW.oneClock, exec.at + WINDOW.execToRoot)
  const same = isItsProcess(exec, root)
  return isThen && (same ?? (isByRuntime(root.process) !== false && canBe(exec.command, root)))
}

/** By the number of the process; `undefined` where one of them does not say it. */
export const isItsProcess = ({ pid }: Exec, { process }: Root): boolean | undefined =>
  pid === undefined || process.pid === undefined ? undefined : pid === process.pid

/** A process that was first seen when it ran its second program says nothing of what was asked for. */
const canBe = (asked: string | undefined, { command, process }: Root): boolean =>
  (process.programs ?? 1) > 1 || likenessOf(asked, command) !== 'other'

/** Without an engine in between. */
export const canRunDirectly = (session: ApiSession, root: Root): boolean =>
  isByRuntime(root.process) !== false &&
  isBetween(root.at, session.at - WINDOW.twoClocks, session.at + WINDOW.sessionToRoot) &&
  canBe(session.command, root)

/** Whether a client on the host may have asked the engine for this: its exec, or where that was not heard its process. */
export function canAsk(client: HostClient, asked: Exec | Root): boolean {
  if (client.node !== undefined && asked.node !== undefined && client.node !== asked.node) return false
  const within = asked.kind === 'exec' ? WINDOW.clientToExec : WINDOW.sessionToRoot
  if (!isBetween(asked.at, client.at - WINDOW.oneClock, client.at + within)) return false
  const command = askedBy(client, asked.container)
  return command !== undefined && likenessOf(asked.command, command) !== 'other'
}
