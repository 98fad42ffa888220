/** Which detections work and which do not, for people, and what to change. */
import type { Diagnosed, Diagnosis } from '../../runtime/diagnosis.ts'
import { counted, printable, wrap, type Pen } from './terminal.ts'

const LABELS = { sees: 'SEES', partly: 'PARTLY BLIND', blind: 'BLIND' } as const
const COLOURS = { sees: 'green', partly: 'yellow', blind: 'red' } as const

export function tellDiagnosis({ detections }: Diagnosis, pen: Pen): string {
  const count = (sight: Diagnosed['sight']): number => detections.filter((one) => one.sight === sight).length
  return [
    pen.bold('Detections'),
    ...detections.map(({ id, sight, reasons, assumptions, blind_times }) =>
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
      ].join('\n'),
    ),
    `\n${pen.bold(counted(detections.length, 'detection'))}: ${count('sees')} see, ${count('partly')} partly blind, ${count('blind')} blind.`,
  ].join('\n')
}

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
