/** emulation.yml: how to cause what a detection looks for in a lab, how to undo it, and how to know its alert again. */
import { z } from 'zod'
import { AdsError, type Finding } from './finding.ts'
import { readLocated } from './located-yaml.ts'

const words = z.string().trim().min(1)
const step = z.strictObject({ do: words })

const shape = z.strictObject({
  needs: z.array(z.enum(['docker', 'kubernetes'])).min(1),
  /** Where the run's id stands in what it makes: `name=tallyman-${RUN}`, `label=tallyman.run=${RUN}`, `env=RUN=${RUN}`. */
  run_id: words,
  steps: z.array(step).min(1),
  undo: z.array(step).default([]),
  /** The alert that proves it: whose, and what the uid or name of one of its entities contains. */
  expect: z.strictObject({ detection: words, entity: words }),
})

/** Stands for the id of one run in commands and expectations; set anew each time, so that an alert proves this run. */
export const RUN = '${RUN}'

export interface Emulation extends z.infer<typeof shape> {
  readonly file: string
  /** The lines of its parts, from 1. */
  readonly lines: {
    readonly run_id: number
    readonly undo: number
    readonly expect: number
    readonly steps: readonly number[]
  }
}

/** Reads the text of an emulation.yml. Throws AdsError with every place that is wrong. */
export function parseEmulation(text: string, file: string): Emulation {
  const { value, findings, lineOf } = readLocated(text, file, shape, { what: 'emulation' })
  if (!value) throw new AdsError(findings)
  return {
    ...value,
    file,
    lines: {
      run_id: lineOf('run_id'),
      undo: lineOf('undo'),
      expect: lineOf('expect'),
      steps: value.steps.map((_, index) => lineOf('steps', index)),
    },
  }
}

/** What an emulation owes: it is undone, and its alert can be told from every other by the run's id. */
export function checkEmulation(emulation: Emulation, detection: string): Finding[] {
  const { file, lines, run_id, steps, undo, expect } = emulation
  const findings: Finding[] = []
  const add = (code: string, line: number, problem: string, advice: string): void => {
    findings.push({ code, file, line, problem, advice })
  }
  if (undo.length === 0)
    add(
      'emulation-without-undo',
      lines.undo,
      'the emulation is not undone',
      'list under `undo` what removes everything that its steps made',
    )
  if (!/^(?:label|name|env)=/.test(run_id) || !run_id.includes(RUN))
    add(
      'emulation-without-run',
      lines.run_id,
      `\`run_id: ${run_id}\` does not say where the run's id stands`,
      `write \`name=\`, \`label=\` or \`env=\` and what it is, with ${RUN} in it`,
    )
  if (!steps.some((step) => step.do.includes(RUN)))
    add(
      'emulation-without-run',
      lines.steps[0] ?? 1,
      "no step carries the run's id",
      `put ${RUN} where \`run_id\` says, so that the alert can be told from any other`,
    )
  if (!expect.entity.includes(RUN))
    add(
      'emulation-without-run',
      lines.expect,
      `an alert about “${expect.entity}” may be of any run`,
      `put ${RUN} into \`expect.entity\``,
    )
  if (expect.detection !== detection)
    add(
      'emulation-of-another',
      lines.expect,
      `the emulation expects an alert of ${expect.detection}`,
      `expect ${detection}, which is this package`,
    )
  return findings
}
