/** A process started in a running container from outside: `docker exec`, a health check, an orchestrator's probe. */
import { present, textAt, type Redundant } from 'tallyman/source'
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
  const container = containerOf(event)
  const exec_id = textAt(attributes, 'execID')
  const exit_code = action === 'exec_die' ? exitCodeOf(attributes) : undefined
  const ended = action === 'exec_die'
  const purpose = healthcheck ? 'health check' : 'exec'
  const end = exit_code === undefined ? 'ended' : `ended (exit code ${exit_code})`
  return {
    class_name: 'Process Activity',
    activity_name: action === 'exec_start' ? 'Launch' : ended ? 'Terminate' : 'Other',
    operation: `container ${action}`,
    message: `${purpose} in container ${container.label}${ended ? ` ${end}` : ''}${detail === undefined ? '' : `: ${detail}`}`,
    ...(detail !== undefined && { command: detail }),
    ...(exec_id !== undefined && { operation_uid: exec_id }),
    ...(exit_code !== undefined && { details: { exit_code } }),
    entities: container.entities,
    facts: container.facts,
    derived: present({
      action,
      stage: ended ? 'ended' : action === 'exec_start' ? 'started' : undefined,
      command: detail,
      exec_id,
      exit_code,
      healthcheck: healthcheck || undefined,
      ...container.derived,
    }),
  }
}
