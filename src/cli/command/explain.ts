/** `tallyman explain`: why a record did or did not match a rule, or why an alert was told. */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { loadContent, type Content } from '../../runtime/content.ts'
import { explain } from '../../runtime/explain.ts'
import { explainAlert, type ExplainedAlert } from '../../runtime/explain-alert.ts'
import { explainIncident, type ExplainedIncident } from '../../runtime/explain-incident.ts'
import { parseSigma, type Sigma } from '../../sigma/index.ts'
import { EXIT } from '../exit.ts'
import { detectionsOption, tuningOption } from '../option.ts'
import { tellAlertExplanation } from '../tell/alert-explanation.ts'
import { tellExplained } from '../tell/explanation.ts'
import { tellIncident } from '../tell/incident.ts'
import { alertObject, incidentObject } from '../tell/machine.ts'
import { createPen, printable } from '../tell/terminal.ts'
import { UsageError } from '../usage.ts'

interface Options {
  readonly json?: true
  readonly detections?: string[]
  readonly tuning?: string
}

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('say why an alert or an incident was told, or why a record did or did not match a rule')
    .argument(
      '<what>',
      'an alert or an incident by its id or the beginning of it (four digits or more), a detection, or a file of Sigma rules',
    )
    .argument(
      '<where...>',
      'for an alert or an incident: the telemetry that `scan` found it in; else one record, FILE:LINE, or FILE for all of its records (then only matches are shown); - is standard input',
    )
    .option('--json', 'for machines')
    .addHelpText(
      'after',
      `
Examples:
  tallyman explain pod-exec-started recordings/intrusion/kubernetes-audit.jsonl:412
  tallyman explain my-rule.yml audit.log
  tallyman explain ID recordings/intrusion              an alert or an incident, by the id that scan prints of it`,
    )
    .addOption(detectionsOption())
    .addOption(tuningOption())
    .action(async (wanted: string, where: string[], { json, detections, tuning }: Options) => {
      const content = await loadContent(detections, tuning)
      if (isId(wanted, content)) {
        const alerts = await explainAlert(wanted, where, content)
        if (alerts.length > 0) return tellAlerts(alerts, json)
        return tellIncidents(await explainIncident(wanted, where, content), wanted, json)
      }
      await tellRecords(wanted, where, content, json)
    })
}

/** Why these records did or did not match the rules. */
async function tellRecords(
  wanted: string,
  where: readonly string[],
  content: Content,
  json: true | undefined,
): Promise<void> {
  const [record = '', ...more] = where
  if (more.length > 0) throw new UsageError('a rule is explained on one record or one file')
  const { rules, filters } = await rulesOf(wanted, content)
  const [, file = record, number] = /^(.+):(\d+)$/.exec(record) ?? []
  const line = number === undefined ? undefined : Number(number)
  const { explained, asides } = await explain({ file, rules, filters, ...(line !== undefined && { line }) }, content)
  if (line !== undefined && explained.length + asides.length === 0)
    throw new UsageError(`no record begins at line ${line} of ${file}`)
  tellAnswers({ explained, asides }, line === undefined, json)
}

/** `all`: a whole file was asked about, of which only the matches are shown. */
function tellAnswers(
  { explained, asides }: Awaited<ReturnType<typeof explain>>,
  all: boolean,
  json: true | undefined,
): void {
  const shown = all ? explained.filter(({ explanation }) => explanation?.holds) : explained
  if (json)
    process.stdout.write(
      `${JSON.stringify(
        shown.map(({ rule, event, ...rest }) => ({ rule: rule.id, place: event.place, ...rest })),
        null,
        2,
      )}\n`,
    )
  else {
    const pen = createPen(process.stdout)
    for (const one of shown) process.stdout.write(`${tellExplained(one, pen)}\n\n`)
    if (!all)
      for (const { place, reason, kind } of asides)
        process.stdout.write(`${printable(place.file)}:${place.line} is no event (${kind}): ${printable(reason)}\n`)
    if (shown.length === 0 && all)
      process.stdout.write(`none of its ${explained.length} answers is a match; name a line to see why\n`)
  }
  if (!explained.some(({ explanation }) => explanation?.holds)) process.exitCode = EXIT.found
}

/** Hexadecimal, as alerts and incidents are named, and no detection. */
const isId = (wanted: string, { detections }: Content): boolean =>
  /^[0-9a-f]{4,32}$/.test(wanted) && !detections.some(({ id }) => id === wanted)

function tellIncidents(incidents: readonly ExplainedIncident[], wanted: string, json: true | undefined): void {
  if (incidents.length === 0)
    throw new UsageError(`no alert and no incident there has an id that begins with ${wanted}`)
  const pen = createPen(process.stdout)
  for (const { incident, actions, unseen } of incidents)
    process.stdout.write(
      json
        ? `${JSON.stringify(incidentObject(incident, actions, unseen))}\n`
        : `${tellIncident({ incident, actions: [], questions: [], unseen }, pen)}\n\n`,
    )
}

function tellAlerts(alerts: readonly ExplainedAlert[], json: true | undefined): void {
  const pen = createPen(process.stdout)
  for (const one of alerts)
    process.stdout.write(
      json
        ? `${JSON.stringify({ alert: alertObject(one.alert), detector: one.detector, blind_spots: one.blindSpots })}\n`
        : `${tellAlertExplanation(one, pen)}\n\n`,
    )
}

async function rulesOf(wanted: string, { detections }: Content): Promise<Pick<Sigma, 'rules' | 'filters'>> {
  const detection = detections.find(({ id }) => id === wanted)
  if (detection) return { rules: [...detection.rules], filters: [...detection.filters] }
  if (!/\.ya?ml$/.test(wanted))
    throw new UsageError(
      `there is no detection ${wanted}; \`tallyman detections list\` names them, a file of rules ends with .yml, and an id has four digits or more`,
    )
  return parseSigma(await readFile(wanted, 'utf8'), wanted)
}
