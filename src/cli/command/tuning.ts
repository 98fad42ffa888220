/** `tallyman tuning`: what is expected in an estate, checked and tried on history before it hides anything. */
import type { Command } from 'commander'
import { loadContent } from '../../runtime/content.ts'
import { previewTuning, type TuningPreview } from '../../runtime/tuning-preview.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption } from '../option.ts'
import { tellAlert } from '../tell/alert.ts'
import { alertObject } from '../tell/machine.ts'
import { counted, createPen, printable } from '../tell/terminal.ts'

interface Options {
  readonly detections?: string[]
  readonly json?: true
}

export function addTuning(program: Command): void {
  const tuning = program
    .command('tuning')
    .description('what is expected in this estate: check it, and see what it would hide')
  tuning
    .command('preview')
    .description('what the exceptions would have hidden in history; refuses one that hides a known attack')
    .argument('<folder>', 'the folder with the tuning, *.yml')
    .argument('[history...]', 'recorded telemetry, as `scan` reads it')
    .option('--json', 'for machines')
    .addOption(detectionsOption())
    .addHelpText(
      'after',
      `
It exits with 1 where a malicious sample of a detection would not alert any more.

Example:
  tallyman tuning preview tuning/ recordings/benign-day`,
    )
    .action(async (folder: string, history: string[], { detections, json }: Options) => {
      const content = await loadContent(detections, folder)
      const preview = await previewTuning(content, history)
      process.stdout.write(
        json ? `${JSON.stringify(objectOf(preview), null, 2)}\n` : textOf(preview, history.length > 0),
      )
      if (preview.samples.length > 0) process.exitCode = EXIT.found
    })
}

const objectOf = ({ hidden, alerts, samples }: TuningPreview): object => ({
  alerts,
  hidden: hidden.map(({ alert, by }) => ({ by, alert: alertObject(alert) })),
  hides_samples: samples,
})

function textOf({ hidden, alerts, samples }: TuningPreview, hasHistory: boolean): string {
  const pen = createPen(process.stdout)
  const refused = samples.map(
    ({ detection, sample, file, by }) =>
      `${pen.bold('refused')}: “${printable(by)}” hides “${printable(sample)}” of ${detection}, a known attack (${printable(file)})`,
  )
  const shown = hidden.map(({ alert, by }) => `${pen.dim(`by “${printable(by)}”`)}\n${tellAlert(alert, pen)}`)
  const summary = hasHistory
    ? `${counted(hidden.length, 'alert')} of ${alerts.toLocaleString('en')} would not have been told`
    : 'no history was given: only the samples of the detections were tried'
  return `${[...refused, ...shown, summary].join('\n\n')}\n`
}
