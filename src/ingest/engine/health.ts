/** Tells a container's own health check, which is most of all execs, from the execs that somebody asked for. */
import { listAt, textAt, textsAt, valueAt } from '../read.ts'
import type { EngineEvent } from './event.ts'

export interface HealthChecks {
  /** What an inspect says of the container's health check. */
  learn(inspect: unknown): void
  /**
   * Whether the exec of this event runs the health check of its container: the same command line, to the letter. Whoever asks for
   * exactly that command is taken for it, and has done no more than it does.
   */
  isOne(event: EngineEvent): boolean
}

/** Of execs whose end is never told only so many are remembered. */
const REMEMBERED = 10_000

export function createHealthChecks(): HealthChecks {
  const commands = new Map<string, string>()
  const running = new Set<string>()
  return {
    learn(inspect) {
      const [id, command] = [textAt(inspect, 'Id'), commandOf(inspect)]
      if (id === undefined) return
      if (command === undefined) commands.delete(id)
      else commands.set(id, command)
    },
    isOne({ type, action, id, command, execId }) {
      if (type !== 'container') return false
      if (action === 'destroy' || action === 'remove') commands.delete(id)
      // The end of an exec says no command: it is what its beginning was.
      if (action === 'exec_die') return execId !== undefined && running.delete(execId)
      const one =
        (action === 'exec_create' || action === 'exec_start') && command !== '' && commands.get(id) === command
      if (one && execId !== undefined) running.add(execId)
      const [oldest] = running
      if (running.size > REMEMBERED && oldest !== undefined) running.delete(oldest)
      return one
    },
  }
}

/** The command line as the engine glues it to the event. */
function commandOf(inspect: unknown): string | undefined {
  const [form, ...words] = listAt(inspect, 'Config.Healthcheck.Test').filter((word) => typeof word === 'string')
  if (form === 'CMD') return words.join(' ').trim()
  if (form !== 'CMD-SHELL') return undefined
  const shell = valueAt(inspect, 'Config.Shell') ? textsAt(inspect, 'Config.Shell') : ['/bin/sh', '-c']
  return [...shell, ...words].join(' ').trim()
}
