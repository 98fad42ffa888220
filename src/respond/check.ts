/** Checks a playbook against the responders there are: no unknown step, none that destroys before evidence or unapproved. */
import type { Playbook, PlaybookProblem, Step } from './playbook.ts'
import { isReversible, type Responder } from './responder.ts'

/** Every problem, with file, line and what to do; none where the playbook can be followed as it stands. */
export function checkPlaybook(playbook: Playbook, responders: ReadonlyMap<string, Responder>): PlaybookProblem[] {
  return playbook.steps.flatMap((step, index) =>
    problemsOf(step, playbook.steps.slice(0, index), responders).map(([field, message]) => ({
      file: playbook.file,
      line: step.line,
      field: `steps.${index}.${field}`,
      message,
    })),
  )
}

type Found = readonly [field: keyof Step, message: string]

function problemsOf(step: Step, earlier: readonly Step[], responders: ReadonlyMap<string, Responder>): Found[] {
  const responder = responders.get(step.do)
  if (!responder) {
    return [['do', `there is no responder ${JSON.stringify(step.do)}; there are ${[...responders.keys()].join(', ')}`]]
  }
  const problems: Found[] = []
  if (step.phase !== responder.phase)
    problems.push(['phase', `should be ${responder.phase}, which is what ${step.do} is for`])
  if (step.target !== responder.target)
    problems.push(['target', `should be ${responder.target}, which is what ${step.do} is done to`])
  if (isReversible(responder)) return problems
  if (step.approval === 'none') problems.push(['approval', `should be required: ${step.do} is irreversible`])
  const collects = earlier.some(({ phase, target }) => phase === 'evidence' && sameThing(target, responder.target))
  if (!collects) {
    problems.push([
      'do',
      `${step.do} is irreversible: a step of phase evidence for the same ${responder.target} should come before it`,
    ])
  }
  return problems
}

/** A pod and its containers are one thing to collect evidence of. */
const sameThing = (a: Step['target'], b: Step['target']): boolean => a === b || (isPart(a) && isPart(b))
const isPart = (type: Step['target']): boolean => type === 'pod' || type === 'container'
