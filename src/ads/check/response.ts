/** Can the response be carried out, and is it in an order that keeps evidence and can be taken back for as long as possible? */
import type { Detection } from '../detection.ts'
import type { Finding } from '../finding.ts'
import { findingsIn, type CheckContext } from './context.ts'

export function checkResponse({ playbook, places }: Detection, { responders }: CheckContext): Finding[] {
  const finding = findingsIn(places.response)
  if (!playbook)
    return [
      finding(
        'response-missing',
        1,
        'there is no response.yml',
        'write the questions and steps of the section Response',
      ),
    ]
  const findings: Finding[] = []
  const steps = playbook.steps.map((step) => ({ ...step, responder: responders.get(step.do) }))
  const lastEvidence = steps.findLastIndex(({ phase }) => phase === 'evidence')
  for (const [index, { phase, do: id, target, approval, line, responder }] of steps.entries()) {
    if (!responder) {
      findings.push(
        finding(
          'responder-unknown',
          line,
          `there is no responder ${id}`,
          `name one of ${[...responders.keys()].join(', ')}`,
        ),
      )
      continue
    }
    if (responder.phase !== phase || responder.target !== target)
      findings.push(
        finding(
          'responder-misused',
          line,
          `${id} is for the phase ${responder.phase} and a ${responder.target}, not for ${phase} and a ${target}`,
          `write \`phase: ${responder.phase}\` and \`target: ${responder.target}\`, or choose another responder`,
        ),
      )
    if (!changes(phase)) continue
    const irreversible = typeof responder.undo !== 'function'
    if (irreversible && approval === 'none')
      findings.push(
        finding('destructive-unapproved', line, `${id} cannot be undone and asks nobody`, 'write `approval: required`'),
      )
    if (index < lastEvidence || (irreversible && lastEvidence < 0))
      findings.push(
        finding(
          'destructive-before-evidence',
          line,
          lastEvidence < 0 ? `${id} destroys what no step has collected` : `${id} comes before evidence is collected`,
          'put the steps of the phase evidence before it',
        ),
      )
    if (
      irreversible &&
      steps.slice(index + 1).some((later) => changes(later.phase) && typeof later.responder?.undo === 'function')
    )
      findings.push(
        finding(
          'irreversible-first',
          line,
          `${id} cannot be undone and comes before a step that can`,
          'put what can be undone first',
        ),
      )
  }
  return findings
}

/** Whether steps of the phase change the world: those for analysis and evidence only look. */
const changes = (phase: string): boolean => phase !== 'analysis' && phase !== 'evidence'
