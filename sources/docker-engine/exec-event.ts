/** A process started in a running container from outside: `docker exec`, a health check, an orchestrator's probe. */
import { identityAt, present, textAt, type Redundant } from 'tallyman/source'
import { containerOf, exitCodeOf } from './container-event.ts'
import type { EngineEvent } from './engine-event.ts'
import type { Told } from './told.ts'

/**
 * An exec is told three times. `exec_create` prepares it and says nothing that `exec_start` does not say again (same exec id,
 * command and labels), and nothing has run yet; `exec_start` is when the process starts; `exec_die` ends it, with the exit
 * code and without the command. Podman's `exec_start` and `exec_die` have no command either.
 */
export function execTold(event: EngineEvent): Told | Redundant {
  const { action, attributes, detail, healthcheck } = event
  if (action === 'exec_create') return { redundant: 'exec_start says the same of this exec, and that it ran' }
  const container = containerOf({ ...event, id: identityAt(event, 'id') })
  const stage = STAGES.get(action)
  const exec_id = textAt(attributes, 'execID')
  const exit_code = stage === 'ended' ? exitCodeOf(attributes) : undefined
  return {
    class_name: 'Process Activity',
    activity_name: stage === 'started' ? 'Launch' : stage === 'ended' ? 'Terminate' : 'Other',
    operation: `container ${action}`,
    message: messageOf(event, container.label, exit_code),
    ...(detail !== undefined && { command: detail }),
    ...(exec_id !== undefined && { operation_uid: exec_id }),
    ...(exit_code !== undefined && { details: { exit_code } }),
    entities: container.entities,
    facts: container.facts,
    derived: present({
      action,
      stage,
      command: detail,
      exec_id,
      exit_code,
      healthcheck: healthcheck || undefined,
      ...container.derived,
    }),
  }
}

const STAGES = new Map([
  ['exec_start', 'started'],
  ['exec_die', 'ended'],
])

function messageOf({ action, detail, healthcheck }: EngineEvent, label: string, exitCode: number | undefined): string {
  const what = `${healthcheck ? 'health check' : 'exec'} in container ${label}`
  if (action === 'exec_start') return detail === undefined ? what : `${what}: ${detail}`
  if (action !== 'exec_die') return `${what} (${action})`
  return exitCode === undefined ? `${what} ended` : `${what} ended (exit code ${exitCode})`
}
