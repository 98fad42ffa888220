/** `tallyman tuning`: what is expected in an estate, checked and tried on history before it hides anything. */
import { access, mkdir, writeFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { loadContent } from '../../runtime/content.ts'
import { exceptionFrom, type Excepted } from '../../runtime/except.ts'
import { explainAlert } from '../../runtime/explain-alert.ts'
import { previewTuning, type TuningPreview } from '../../runtime/tuning-preview.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption } from '../option.ts'
import { tellAlert } from '../tell/alert.ts'
import { alertObject } from '../tell/machine.ts'
import { counted, createPen, printable } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface Options {
  readonly detections?: string[]
  readonly json?: true
}

export function addTuning(program: Command): void {
  const tuning = program
    .command('tuning')
    .description('what is expected in this estate: check it, see what it would hide, and make an exception of an alert')
  addExcept(tuning)
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

interface ExceptOptions {
  readonly owner: string
  readonly reason: string
  readonly expires: string
  readonly by: string
  readonly folder: string
  readonly detections?: string[]
}

function addExcept(tuning: Command): void {
  tuning
    .command('except')
    .description(
      'make an exception of an alert that was looked at: by whom it names, after a try, with an owner and an end',
    )
    .argument('<alert>', 'its id or the beginning of it')
    .argument('<history...>', 'the telemetry that `scan` found it in')
    .requiredOption('--owner <who>', 'who answers for it')
    .requiredOption('--reason <words>', 'why it is expected')
    .requiredOption('--expires <date>', 'when it is told again: 2027-01-31, or with a time')
    .option('--by <who>', 'who decided', userInfo().username)
    .option('--folder <folder>', 'where it is written, one file for each', 'tuning')
    .addOption(detectionsOption())
    .addHelpText(
      'after',
      `
It names the person, workload, address or digest that the records name, never a pod, a tag or what is only inferred. It is not written, and the exit code is 1,
where it would hide a malicious sample of the detection, or anybody in a whole namespace.

Example:
  tallyman tuning except d0e10a recordings/benign-day --owner platform --reason 'on call looks which release answers' --expires 2027-01-31`,
    )
    .action(except)
}

async function except(prefix: string, history: string[], options: ExceptOptions): Promise<void> {
  const { owner, reason, by, folder, detections } = options
  const [now, expires] = [Date.now(), Date.parse(options.expires)]
  if (!(expires > now)) throw new UsageError(`--expires is a date that is yet to come, and not ${options.expires}`)
  const content = await loadContent(detections)
  const [found, ...others] = await explainAlert(prefix, history, content)
  if (!found || others.length > 0)
    throw new UsageError(`${found ? 'more than one' : 'no'} alert there has an id that begins with ${prefix}`)
  const { alert } = found
  const about = { kind: 'alert', uid: alert.uid } as const
  const decision = { about, verdict: 'except', by, time: now, reason } as const
  const excepted = await exceptionFrom(alert, { decision, owner, expires }, history, content)
  process.stdout.write(tellExcepted(excepted))
  if (excepted.refusals.length > 0) {
    process.exitCode = EXIT.found
    return
  }
  const file = join(folder, `${excepted.exception.id}.yml`)
  if (
    await access(file).then(
      () => true,
      () => false,
    )
  )
    throw new UsageError(`${file} is there already: it excepts this alert`)
  await mkdir(folder, { recursive: true })
  await writeFile(file, excepted.text)
  process.stdout.write(`written to ${file}; what it hides is counted, and told with each report\n`)
}

function tellExcepted({ refusals, preview, text }: Excepted): string {
  const pen = createPen(process.stdout)
  const hidden = preview.hidden.map(({ alert }) => tellAlert(alert, pen))
  return [
    ...refusals.map((refusal) => `${pen.bold('refused')}: ${printable(refusal)}\n`),
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `${pen.dim(printable(line))}\n`),
    `\nit would have hidden ${counted(preview.hidden.length, 'alert')} of ${preview.alerts.toLocaleString('en')} there\n`,
    ...hidden.map((each) => `${each}\n`),
  ].join('')
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
