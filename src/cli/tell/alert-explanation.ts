/** Why an alert was told, why with this grade, what it was compared with, and what was not being watched: in plain words. */
import type { ExplainedAlert } from '../../runtime/explain-alert.ts'
import { tellCoverage } from './coverage.ts'
import { nameOf } from './entities.ts'
import { tellTree } from './explanation.ts'
import { clock, counted, printable, wrap, type Pen } from './terminal.ts'

const SHOWN_STEPS = 10
const LABEL = 14

export function tellAlertExplanation({ alert, detection, detector, blindSpots }: ExplainedAlert, pen: Pen): string {
  const entry = (label: string, text: string): string =>
    `  ${pen.dim(label.padEnd(LABEL))}${wrap(text, pen.width - LABEL - 2, ' '.repeat(LABEL + 2))}`
  const inferred = new Set(
    alert.entities.filter(({ known }) => known === 'inferred').map((entity) => `${entity.type} ${nameOf(entity)}`),
  )
  const repeated =
    alert.count > 1 ? `, and ${counted(alert.count, 'time')} until ${clock(alert.last_time, alert.time)}` : ''
  return [
    `${pen.level(alert.level, ` ${alert.level.toUpperCase()} `)} ${pen.bold(printable(alert.title))} ${pen.dim(`alert ${alert.uid}, of ${detection.id}`)}`,
    entry('what', `${printable(alert.message)}, at ${clock(alert.time)}${repeated}`),
    entry('why told', WHY[detector.kind](printable(detector.title), alert.records.length)),
    ...detector.steps.slice(0, SHOWN_STEPS).flatMap((step) => tellStep(step, pen)),
    ...(detector.steps.length > SHOWN_STEPS ? [`    and ${detector.steps.length - SHOWN_STEPS} more`] : []),
    entry('why so grave', `${alert.level}: ${alert.reasons.map(printable).join('; ')}`),
    entry(
      'compared with',
      'compared' in detector ? printable(detector.compared) : 'nothing: it is known to be bad by itself',
    ),
    entry('inferred', inferred.size === 0 ? 'nothing: the records say all of it' : [...inferred].join(', ')),
    entry('watching', alert.coverage ? tellCoverage(alert.coverage) : 'nobody kept a ledger'),
    ...blindSpots.map(({ id, text }, at) => entry(at === 0 ? 'cannot see' : '', `${id}: ${text}`)),
  ].join('\n')
}

const WHY: { readonly [kind in ExplainedAlert['detector']['kind']]: (title: string, records: number) => string } = {
  rule: (title) => `a record is what the rule “${title}” looks for`,
  sequence: (title, records) => `${records} records together are what the sequence “${title}” looks for`,
  baseline: (title) => `it is unusual here: “${title}”`,
  tally: (title) => `it does not add up: “${title}”`,
}

const tellStep = ({ rule, event, explanation }: ExplainedAlert['detector']['steps'][number], pen: Pen): string[] => [
  `    ${pen.dim(`${printable(event.place.file)}:${event.place.line}`)} ${printable(event.message)}  ${pen.dim(`“${printable(rule.title)}”`)}`,
  ...(explanation ? [tellTree(explanation, pen, '      ')] : []),
]
