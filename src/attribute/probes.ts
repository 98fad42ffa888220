/** Commands that a container's own specification has run in it from outside: probes, and hooks of its life (Kubernetes `exec` actions). */
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import { derivedOf } from './heard.ts'
import { followed } from './context.ts'
import type { Manifest } from './manifest.ts'
import type { Thing } from './thing.ts'

export interface Probes {
  learn(event: Event): void
  /** Whether the specification of the container's pod, or of what made that, asks for it. */
  isAskedFor(container: Thing, command: string | undefined, at: number): boolean
}

/** Pods and workloads whose commands are remembered, and how many of each. */
const [SPECIFICATIONS, COMMANDS] = [50_000, 32]

export function createProbes(manifest: Manifest): Probes {
  const known = createRecent<string, ReadonlySet<string>>(SPECIFICATIONS)
  return {
    learn(event) {
      const containers = derivedOf(event)?.['containers']
      if (!Array.isArray(containers)) return
      const commands = containers.flatMap(commandsOf).slice(0, COMMANDS)
      if (commands.length === 0) return
      for (const { type, uid, role } of event.entities)
        if (role === 'target' && (type === 'pod' || type === 'workload')) known.set(uid, new Set(commands))
    },
    isAskedFor: (container, command, at) =>
      command !== undefined &&
      followed([container], manifest, at).some(
        ({ type, uid }) => (type === 'pod' || type === 'workload') && known.get(uid)?.has(command) === true,
      ),
  }
}

const PATHS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop']

/** As engines tell of them: words joined by blanks. */
const commandsOf = (container: unknown): string[] =>
  PATHS.flatMap((path) => {
    const command = at(container, [...path.split('.'), 'exec', 'command'])
    return Array.isArray(command) ? [command.filter((word) => typeof word === 'string').join(' ')] : []
  })

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as { readonly [key: string]: unknown })[key] : undefined,
    value,
  )
