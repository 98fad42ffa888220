/** Keeps what truly happened in a scenario: who did what, when, by which command, and what should be seen of it. */
import type { Ran } from './people.ts'

/** What a step is, as its author says it. `catalogue` names rows of the detection catalogue; none means benign. */
export interface StepFacts {
  step: string
  actor: string
  /** The identity that the records name for it, where that is not the actor's own. */
  as?: string
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

/** What is done in a step; what it returns is added to the step's entities. */
type Act = () => Promise<Record<string, string> | void>

export interface GroundTruth {
  steps: Step[]
  /** Hears what people run, while a step of theirs is under way. */
  tell(person: string, ran: Ran): void
  /** Runs a step. */
  step(facts: StepFacts, act: Act): Promise<void>
  /** Runs a step that nobody need be alarmed at. */
  benign(step: string, actor: string, what: string, sources: string[], act: Act): Promise<void>
}

export function createGroundTruth(say: (line: string) => void): GroundTruth {
  const steps: Step[] = []
  const under: Step[] = []
  const truth: GroundTruth = {
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
    benign: (step, actor, what, sources, act) => truth.step({ step, actor, what, catalogue: [], sources }, act),
  }
  return truth
}

/** Does a step of an intruder's. */
export type Attack = (facts: Omit<StepFacts, 'actor' | 'from'>, act: Act) => Promise<void>
