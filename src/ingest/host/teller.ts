/** Tells each thing that a process did once, when it is plain what it was, as lines for the source `host-process`. */
import type { Kin } from './kin.ts'
import { createLineage } from './lineage.ts'
import { recordOf, type Kind, type Scene } from './record.ts'
import { isEntering } from './runtime.ts'
import type { Sight } from './sight.ts'

export interface Teller {
  /** It ran before the sensor did. The oldest come first. */
  found(sight: Sight): void
  /** A copy of its parent, which has done nothing of its own yet. */
  forked(sight: Sight, time: number): void
  executed(sight: Sight, time: number): void
  /** Its namespaces or its control group are others than before. */
  moved(sight: Sight, time: number): void
  /** With the status that `wait` gives, where it is known. */
  ended(pid: number, time: number, status?: number): void
  connected(pid: number, time: number, to: object): void
  /** What has been as it is for a second stays so, and is told. */
  settle(now: number): void
  /** It has yet to become a process of the container that it is in. */
  isEntering(pid: number): boolean
  /** Nothing that it executed was told. */
  isUntold(pid: number): boolean
  sightOf(pid: number): Sight | undefined
  pids(): number[]
}

export interface TellerOptions {
  readonly scene: Scene
  /** Whether there is a process of that id now. */
  readonly isAlive: (pid: number) => boolean
  /** Given one line a record, without its newline. */
  readonly push: (line: string) => void
}

interface Known {
  kin: Kin
  execs: number
  isTold: boolean
  /** On its way into a container, or from namespace to namespace: what comes of it is told instead, if it comes soon. */
  held?: { readonly kind: Kind; readonly time: number; readonly since: number } | undefined
}

/** Milliseconds. A runtime takes a few tenths of a second from the control group of a container to its program. */
const PATIENCE = 1_000
/** Of one process only so many different ends of connections are told. */
const ENDS = 256

export function createTeller({ scene, isAlive, push }: TellerOptions): Teller {
  const lineage = createLineage(scene.host, isAlive)
  const known = new Map<number, Known>()
  const holding = new Set<number>()
  const ends = new Map<number, Set<string>>()

  const tell = (kind: Kind, time: number, process: Known, more?: object): void => {
    const { kin, execs } = process
    process.isTold = true
    process.held = undefined
    holding.delete(kin.sight.pid)
    const context = kind === 'exit' ? {} : { ancestors: lineage.ancestors(kin.sight) }
    const began = lineage.beganOf(kin)
    const rest = { ...(began !== undefined && { began }), ...context, ...(more && { more }) }
    push(JSON.stringify(recordOf({ kind, time, kin, execs, ...rest }, scene)))
  }
  const take = (kind: Kind | 'fork', sight: Sight, time: number): void => {
    const before = known.get(sight.pid)
    const kin = lineage.place(sight, time)
    const process: Known =
      before && before.kin.sight.ticks === kin.sight.ticks ? before : { kin, execs: 0, isTold: false }
    process.kin = kin
    known.set(sight.pid, process)
    if (kind === 'exec' || kind === 'found') process.execs++
    if (sight.kernel || kind === 'fork') return
    if (!kin.standing.entering && kind !== 'namespaces') return tell(kind, time, process)
    process.held = { kind: process.held?.kind ?? kind, time, since: Date.now() }
    holding.add(sight.pid)
  }

  return {
    found: (sight) => take('found', sight, Date.now()),
    forked: (sight, time) => take('fork', sight, time),
    executed: (sight, time) => take('exec', sight, time),
    moved: (sight, time) => take('namespaces', sight, time),
    ended(pid, time, status) {
      const process = known.get(pid)
      // Somebody may go elsewhere for a moment only; a runtime does it for whom it lets in.
      if (process?.isTold && process.held && !isEntering(process.kin.sight))
        tell(process.held.kind, process.held.time, process)
      if (process?.isTold)
        tell('exit', time, process, status === undefined ? {} : { exit_code: status >> 8, signal: status & 0x7f })
      known.delete(pid)
      holding.delete(pid)
      ends.delete(pid)
      lineage.end(pid)
    },
    connected(pid, time, to) {
      const process = known.get(pid)
      if (!process) return
      const told = ends.get(pid) ?? new Set()
      const end = JSON.stringify(to)
      if (told.has(end) || told.size >= ENDS) return
      ends.set(pid, told.add(end))
      tell('connect', time, process, { to })
    },
    settle(now) {
      for (const pid of holding) {
        const process = known.get(pid)
        if (!process?.held) holding.delete(pid)
        else if (now - process.held.since >= PATIENCE) tell(process.held.kind, process.held.time, process)
      }
    },
    isEntering: (pid) => known.get(pid)?.kin.standing.entering === true,
    isUntold: (pid) => known.get(pid)?.isTold === false,
    sightOf: (pid) => known.get(pid)?.kin.sight,
    pids: () => [...known.keys()],
  }
}
