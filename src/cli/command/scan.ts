/** `tallyman scan`: recorded telemetry in, alerts and incidents out. */
import { Option, type Command } from 'commander'
import { compareLevels, type Level } from '../../model/level.ts'
import type { SetAside } from '../../model/record.ts'
import { rehearsals } from '../../runtime/rehearsal.ts'
import { loadContent, type Content } from '../../runtime/content.ts'
import { everyAlert } from '../../runtime/report.ts'
import { scan, type ScanReport } from '../../runtime/scan.ts'
import { unseenOf } from '../../runtime/unseen.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption, failOnOption, tuningOption } from '../option.ts'
import { alertObject, incidentObject, notedObject, setAsideObject } from '../tell/machine.ts'
import { createProgress } from '../tell/progress.ts'
import { tellReport } from '../tell/report.ts'
import { ocsfAlert, ocsfIncident } from '../tell/ocsf.ts'
import { createPen } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

const FORMATS = ['text', 'ndjson', 'json', 'ocsf'] as const
type Format = (typeof FORMATS)[number]

interface Options {
  readonly format: Format
  readonly failOn?: Level
  readonly detections?: string[]
  readonly tuning?: string
  readonly rehearse?: true
}

export function addScan(program: Command): void {
  program
    .command('scan')
    .description('read recorded telemetry and tell what happened in it')
    .argument(
      '<path...>',
      'files, folders, globs, the folder of a journal, or - for standard input; .gz and .zst are unpacked',
    )
    .addOption(new Option('-f, --format <format>', 'for people (text) or machines').choices(FORMATS).default('text'))
    .addOption(failOnOption())
    .option('--rehearse', 'show, word for word, what each proposed step would do and how it is undone; nothing is done')
    .addOption(detectionsOption())
    .addOption(tuningOption())
    .addHelpText(
      'after',
      `
What a file is, is seen from its content. Records of several files are put in order of time.

Examples:
  tallyman scan recordings/intrusion
  tallyman scan /var/log/kubernetes/audit.log --fail-on high
  zcat audit.log.*.gz | tallyman scan - --format ndjson | jq 'select(.kind == "alert")'
  tallyman scan 'logs/**/*.json' --format ocsf > findings.ndjson`,
    )
    .action(async (paths: string[], options: Options) => {
      if (options.rehearse && options.format !== 'text')
        throw new UsageError('--rehearse is for people: leave --format out')
      const content = await loadContent(options.detections, options.tuning)
      const report = await run(paths, content, options)
      write(report, content, options.format)
      if (options.rehearse)
        for (const actions of report.actions.values())
          process.stdout.write(`\n${rehearsals(actions, content).join('\n\n')}\n`)
      if (options.failOn !== undefined && worstOf(report, options.failOn)) process.exitCode = EXIT.found
      else if (isUnread(report)) {
        process.stderr.write('nothing of it could be read: that nothing was found means nothing\n')
        process.exitCode = EXIT.failed
      }
    })
}

async function run(paths: readonly string[], content: Content, { format }: Options): Promise<ScanReport> {
  const progress = createProgress(process.stderr)
  const key = process.env['TALLYMAN_REDACTION_KEY']
  try {
    return await scan(paths, content, {
      ...(key !== undefined && { redactionKey: key }),
      onProgress: (records) => progress.reached(records),
      ...(format === 'ndjson' && { onAside: (aside) => asideLine(aside) }),
    })
  } finally {
    progress.end()
  }
}

/** Records that say nothing new are counted, not listed: there may be one for every event. */
function asideLine(aside: SetAside): void {
  if (aside.kind !== 'redundant') line(setAsideObject(aside))
}

const line = (object: object): void => void process.stdout.write(`${JSON.stringify(object)}\n`)

function write(report: ScanReport, content: Content, format: Format): void {
  const { alerts, noted, incidents, actions, asides, events, setAside, files } = report
  const incidentOf = new Map(incidents.flatMap(({ uid, alerts: own }) => own.map((alert) => [alert.uid, uid] as const)))
  const incidentJson = incidents.map((incident) =>
    incidentObject(incident, actions.get(incident.uid) ?? [], unseenOf(incident, report.visibility, content)),
  )
  const alertJson = alerts.map((alert) => alertObject(alert, incidentOf.get(alert.uid)))
  switch (format) {
    case 'text':
      process.stdout.write(tellReport(report, content, createPen(process.stdout)))
      return
    case 'ndjson':
      for (const object of [...alertJson, ...noted.map(notedObject), ...incidentJson]) line(object)
      return
    case 'ocsf':
      for (const alert of everyAlert(report)) line(ocsfAlert(alert))
      for (const incident of incidents) line(ocsfIncident(incident))
      return
    case 'json':
      process.stdout.write(
        `${JSON.stringify(
          {
            incidents: incidentJson,
            alerts: alertJson,
            noted: noted.map(notedObject),
            set_aside: asides.map(setAsideObject),
            counts: { events, set_aside: setAside },
            answers: report.answers,
            files: files.map(({ file, sources }) => ({ file, sources: Object.fromEntries(sources) })),
          },
          null,
          2,
        )}\n`,
      )
  }
}

/** Records there were, and not one of them was understood. */
const isUnread = ({ events, setAside }: ScanReport): boolean =>
  events + setAside.redundant === 0 && setAside.unreadable + setAside.unrecognised > 0

const worstOf = ({ alerts, noted, incidents }: ScanReport, level: Level): boolean =>
  [...alerts, ...noted, ...incidents].some((found) => compareLevels(found.level, level) >= 0)
