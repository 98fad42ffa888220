/** Which detections work and which do not, for people, and what to change. */
import type { Diagnosed, Diagnosis } from '../../runtime/diagnosis.ts'
import type { Unanswered } from '../../runtime/unanswered.ts'
import { counted, printable, wrap, type Pen } from './terminal.ts'

const LABELS = { sees: 'SEES', partly: 'PARTLY BLIND', blind: 'BLIND' } as const
const COLOURS = { sees: 'green', partly: 'yellow', blind: 'red' } as const

export function tellDiagnosis({ detections }: Diagnosis, titleOf: (source: string) => string, pen: Pen): string {
  const count = (sight: Diagnosed['sight']): number => detections.filter((one) => one.sight === sight).length
  return [
    pen.bold('Detections'),
    ...detections.map(({ id, sight, reasons, assumptions, blind_times, unanswered }) =>
      [
        `  ${pen.style(COLOURS[sight], LABELS[sight].padEnd(12))}  ${id}`,
        ...reasons.map((reason) => `                ${printable(reason)}`),
        ...(blind_times > 0
          ? [`                blind ${blind_times === 1 ? 'once' : `${blind_times} times`}: see above`]
          : []),
        ...assumptions
          .filter(
            ({ state, probe }) => state === 'not-held' && !(reasons.length > 0 && probe.startsWith('source-alive')),
          )
          .map(({ id: name, probe, why }) => `                ${name} does not hold: ${probe}: ${printable(why)}`),
        ...unknownIn(assumptions, pen),
        ...unanswered.map((each) => pen.dim(`                ${tellUnanswered(each, titleOf)}`)),
      ].join('\n'),
    ),
    `\n${pen.bold(counted(detections.length, 'detection'))}: ${count('sees')} see, ${count('partly')} partly blind, ${count('blind')} blind.`,
  ].join('\n')
}

const ASKED: { readonly [question in Unanswered['question']]: string } = {
  who: 'who is behind it',
  where: 'where it happened',
  source: 'whose the source was',
  destination: 'whose the destination was',
}

/** Who asks for an answer and gets none says nothing: neither yes nor no. */
const tellUnanswered = ({ source, question, events, of }: Unanswered, titleOf: (source: string) => string): string =>
  `not known ${ASKED[question]}, for ${events.toLocaleString('en')} of ${counted(of, 'event')} of ${titleOf(source)}`

function unknownIn(assumptions: Diagnosed['assumptions'], pen: Pen): string[] {
  const unknown = assumptions.filter(({ state }) => state === 'unknown')
  return unknown.length === 0
    ? []
    : [pen.dim(`                not known: ${unknown.map(({ id, why }) => `${id} (${printable(why)})`).join(', ')}`)]
}

export const tellRemedies = (remedies: Diagnosis['remedies'], pen: Pen): string =>
  [
    pen.bold('To see more'),
    ...remedies.map(({ what, change, detections }) => {
      const whom = detections.length === 0 ? '' : ` (${counted(detections.length, 'detection')})`
      return `  ${wrap(`${printable(what)}${whom}`, pen.width - 2, '  ')}\n    ${wrap(printable(change), pen.width - 4, '    ')}`
    }),
  ].join('\n')
