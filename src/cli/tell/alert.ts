/** One alert, for people. */
import type { Alert } from '../../model/alert.ts'
import type { Place } from '../../model/record.ts'
import { tellCoverage } from './coverage.ts'
import { nameOf } from './entities.ts'
import { clock, counted, printable, wrap, type Pen } from './terminal.ts'

const SHOWN_PLACES = 3

/** An alert that belongs to no incident: a block of its own. */
export function tellAlert(alert: Alert, pen: Pen): string {
  const head = `${pen.level(alert.level, ` ${alert.level.toUpperCase()} `)} ${pen.bold(printable(alert.title))}`
  const lines = [
    [
      'when',
      clock(alert.time) +
        (alert.count > 1 ? `, ${counted(alert.count, 'time')} until ${clock(alert.last_time, alert.time)}` : ''),
    ],
    ['what', printable(alert.message)],
    ['who', parties(alert)],
    ['why', `${alert.detection}: ${alert.reasons.join('; ')}`],
    ['seen', `${placesOf(alert.records)}, id ${shortId(alert)}`],
    ...(alert.coverage && alert.coverage.live < alert.coverage.known
      ? [['watch', pen.dim(tellCoverage(alert.coverage))]]
      : []),
  ]
  return [
    head,
    ...lines.map(
      ([label = '', text = '']) => `  ${pen.dim(label.padEnd(5))} ${wrap(text, pen.width - 8, ' '.repeat(8))}`,
    ),
  ].join('\n')
}

/** As much of an id as people type; `explain` and `tuning except` take its beginning. */
export const shortId = ({ uid }: { readonly uid: string }): string => uid.slice(0, 12)

const parties = ({ entities }: Alert): string =>
  entities
    .filter(({ role, type }) => role === 'actor' || role === 'origin' || (role === 'target' && type !== 'resource'))
    .map((entity) => `${entity.type} ${nameOf(entity)}`)
    .join(', ') || 'the records name nobody'

/** `audit.jsonl:12, 15`; the first few where there are many. */
export function placesOf(records: readonly Place[]): string {
  const shown = new Map<string, number[]>()
  for (const { file, line } of records.slice(0, SHOWN_PLACES)) shown.set(file, [...(shown.get(file) ?? []), line])
  const rest = records.length - SHOWN_PLACES
  const text = [...shown].map(([file, lines]) => `${printable(file)}:${lines.join(', ')}`).join('; ')
  return rest > 0 ? `${text} and ${rest} more` : text
}
