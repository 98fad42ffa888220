/** One incident, for people: who, from where, through what, in which order, which detection said so, and what to do. */
import type { Action } from '../../model/action.ts'
import type { Alert } from '../../model/alert.ts'
import type { Entity } from '../../model/entity.ts'
import type { Incident } from '../../model/incident.ts'
import type { Unseen } from '../../runtime/unseen.ts'
import { tellCertainty } from './certainty.ts'
import { tellCoverage } from './coverage.ts'
import { namesOf, nameOf } from './entities.ts'
import { placesOf, shortId } from './alert.ts'
import { tellRadius } from './radius.ts'
import { clock, counted, lasting, printable, wrap, type Pen } from './terminal.ts'

export interface Question {
  readonly ask: string
  readonly look: string
}

export interface Told {
  readonly incident: Incident
  readonly actions: readonly Action[]
  readonly questions: readonly Question[]
  readonly unseen?: Unseen
}

export function tellIncident({ incident, actions, questions, unseen }: Told, pen: Pen): string {
  return [
    headOf(incident, pen),
    factsOf(incident, pen),
    timelineOf(incident, pen),
    tellCertainty(incident, unseen, pen),
    incident.radius ? tellRadius(incident.radius, incident.time, pen) : '',
    nextOf(actions, questions, pen),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function headOf({ level, title, uid, time, last_time, alerts }: Incident, pen: Pen): string {
  const records = alerts.reduce((sum, alert) => sum + alert.records.length, 0)
  const [worst] = alerts
    .flatMap(({ coverage }) => coverage ?? [])
    .toSorted((a, b) => b.known - b.live - (a.known - a.live) || b.at - a.at)
  return [
    `${pen.level(level, ` ${level.toUpperCase()} INCIDENT `)} ${pen.bold(wrap(printable(title), pen.width - level.length - 13))}`,
    pen.dim(
      `${clock(time)}${last_time > time ? ` to ${clock(last_time, time)} UTC (${lasting(last_time - time)})` : ' UTC'}, ` +
        `${counted(alerts.length, 'alert')} on ${counted(records, 'record')}, id ${shortId({ uid })}`,
    ),
    ...(worst ? [pen.dim(wrap(tellCoverage(worst), pen.width))] : []),
  ].join('\n')
}

function factsOf({ entities, techniques }: Incident, pen: Pen): string {
  const rows: [string, string][] = [
    ['who', namesOf(entities, ['principal'], ['actor'])],
    ['from', namesOf(entities, ['address'], ['origin'])],
    ['through', namesOf(entities.filter(isNoPart), ['pod', 'container'], ['target', 'actor'])],
    ['where', namesOf(entities, ['cluster', 'node', 'namespace', 'network'])],
    ['images', namesOf(entities, ['image'], ['target', 'context'])],
    ['ATT&CK', techniques.map(({ uid, name, adapted }) => `${uid} ${name}${adapted ? ' (adapted)' : ''}`).join(', ')],
  ]
  return rows
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `  ${pen.dim(label.padEnd(8))} ${wrap(text, pen.width - 11, ' '.repeat(11))}`)
    .join('\n')
}

/** A container that is named as a part of its pod says nothing that the pod does not. */
const isNoPart = ({ type, uid }: Entity): boolean => type !== 'container' || !uid.includes('/')

function timelineOf(incident: Incident, pen: Pen): string {
  const links = new Map(incident.links.map((link) => [link.alert, link]))
  const rows = incident.alerts.map((alert) => {
    const link = links.get(alert.uid)
    const tie =
      link && `tied by ${link.by.type} ${nameOf(link.by)}${link.confidence === 'inferred' ? ' (inferred)' : ''}`
    return [
      `  ${clock(alert.time, incident.time)}  ${pen.level(alert.level, alert.level.padEnd(8).slice(0, 8))}  ${pen.bold(printable(alert.title))}${timesOf(alert)}`,
      `${INDENT}${wrap(printable(alert.message), pen.width - INDENT.length, INDENT)}`,
      pen.dim(
        `${INDENT}${wrap([alert.detection, placesOf(alert.records), `id ${shortId(alert)}`, tie].filter(Boolean).join('  ·  '), pen.width - INDENT.length, INDENT)}`,
      ),
    ].join('\n')
  })
  return [pen.bold('What happened'), ...rows].join('\n')
}

const SHOWN_QUESTIONS = 6
const INDENT = ' '.repeat(22)
const STEP = ' '.repeat(17)
const timesOf = ({ count }: Alert): string => (count > 1 ? ` (${counted(count, 'time')})` : '')

function nextOf(actions: readonly Action[], questions: readonly Question[], pen: Pen): string {
  const room = pen.width - 4
  const asked = questions
    .slice(0, SHOWN_QUESTIONS)
    .map(
      ({ ask, look }) =>
        `  ? ${wrap(printable(ask), room, '    ')}\n    ${pen.dim(wrap(printable(look), room, '    '))}`,
    )
  const others = questions.length - SHOWN_QUESTIONS
  const more = others > 0 ? [pen.dim(`  and ${others} more: tallyman detections show DETECTION`)] : []
  const steps = actions.map(
    ({ phase, title, needs_approval, refusals, responder }, index) =>
      `  ${String(index + 1).padStart(2)} ${pen.dim(phase.padEnd(11))} ` +
      wrap(
        `${printable(title)} [${responder}${needs_approval ? ', needs approval' : ''}]`,
        pen.width - STEP.length,
        STEP,
      ) +
      refusals
        .map((refusal) => `\n     ${pen.dim('refused:')} ${wrap(printable(refusal), pen.width - 14, ' '.repeat(14))}`)
        .join(''),
  )
  return [
    ...(asked.length > 0 ? [pen.bold('Ask first'), ...asked, ...more] : []),
    ...(asked.length > 0 && steps.length > 0 ? [''] : []),
    ...(steps.length > 0 ? [pen.bold('What to do (proposed, nothing was done)'), ...steps] : []),
  ].join('\n')
}
