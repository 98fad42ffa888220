/** Keeps what truly happened in a scenario: who did what, when, by which command, and what should be seen of it. */
import type { Ran } from './people.ts'

/** What a step is, as its author says it. `catalogue` names rows of the detection catalogue; none means benign. */
export interface StepFacts {
  step: string
  actor: string
  from?: string
  what: string
  catalogue: string[]
  /** Sources in whose records the step is to be found. */
  sources: string[]
  /** The entities the step is about, by kind. */
  entities?: Record<string, string>
}

interface Command {
  time: string
  actor: string
  command: string
  exitCode: number
}

export interface Step extends StepFacts {
  start: string
  end: string
  commands: Command[]
}

export interface GroundTruth {
  steps: Step[]
  /** Hears what people run, while a step of theirs is under way. */
  tell(person: string, ran: Ran): void
  /** Runs a step; what `act` returns is added to the step's entities. */
  step(facts: StepFacts, act: () => Promise<Record<string, string> | void>): Promise<void>
}

export function createGroundTruth(say: (line: string) => void): GroundTruth {
  const steps: Step[] = []
  const under: Step[] = []
  return {
    steps,
    tell(person, ran) {
      const step = under.findLast((candidate) => candidate.actor === person)
      const failed = ran.exitCode === 0 ? '' : ` (exit ${ran.exitCode}: ${ran.output.trim().slice(-200)})`
      say(`    ${person}: ${ran.command.slice(0, 160)}${failed}`)
      step?.commands.push({ time: ran.time, actor: person, command: ran.command, exitCode: ran.exitCode })
    },
    async step(facts, act) {
      say(`${facts.step}: ${facts.what}`)
      const step: Step = { ...facts, start: new Date().toISOString(), end: '', commands: [] }
      steps.push(step)
      under.push(step)
      const found = await act()
      under.splice(under.indexOf(step), 1)
      step.entities = { ...facts.entities, ...found }
      step.end = new Date().toISOString()
    },
  }
}
