/** What was watched and what was not, for people; and which detections that leaves blind. */
import type { Diagnosed } from '../../runtime/diagnosis.ts'
import type { Visibility } from '../../runtime/visibility.ts'
import { clock, counted, lasting, printable, wrap, type Pen } from './terminal.ts'

const SHOWN = 20

export function tellVisibility(seen: Visibility, titleOf: (source: string) => string, pen: Pen): string {
  return [
    pen.bold('Watched'),
    ...seen.sensors.slice(0, SHOWN).map((sensor) => tellSensor(sensor, titleOf, pen)),
    ...(seen.sensors.length > SHOWN ? [`  and ${seen.sensors.length - SHOWN} more`] : []),
    ...(seen.sensors.length === 0 ? ['  nothing that any source knows'] : []),
    ...tellContainers(seen.containers, pen),
    ...(seen.audit.unstarted > 0
      ? [
          `${pen.bold('Audit log')}  ${counted(seen.audit.unstarted, 'session')} ended whose beginning was not told: the stage ResponseStarted is omitted, or was lost`,
        ]
      : []),
  ].join('\n')
}

type Sensor = Visibility['sensors'][number]

const STYLES = { live: 'green', silent: 'red', gap: 'red', unheard: 'red' } as const

function tellSensor(
  { state, source, file, node, events, first, last, silences, gaps, setAside }: Sensor,
  titleOf: (source: string) => string,
  pen: Pen,
): string {
  const where = `${printable(file)}${node === undefined ? '' : ` on ${printable(node)}`}`
  const when =
    first === undefined || last === undefined
      ? 'not one event'
      : `${counted(events, 'event')} from ${clock(first)} to ${clock(last, first)} UTC`
  const lost = setAside.unreadable > 0 ? `, ${setAside.unreadable} could not be read` : ''
  const quiet = [
    ...silences.map(
      ({ from, to, others }) => `silent from ${clock(from)} for ${lasting(to - from)}, while others said ${others}`,
    ),
    ...gaps.map(
      ({ from, to, reason }) => `not listening from ${clock(from)} for ${lasting(to - from)}: ${printable(reason)}`,
    ),
  ]
  return [
    `  ${pen.style(STYLES[state], state.padEnd(7))}  ${pen.bold(titleOf(source))}  ${where}  ${when}${lost}`,
    ...quiet.map((words) => `           ${wrap(words, pen.width - 11, ' '.repeat(11))}`),
  ].join('\n')
}

function tellContainers({ lives, unlogged }: Visibility['containers'], pen: Pen): string[] {
  const all = lives.reduce((sum, { containers }) => sum + containers, 0)
  if (all === 0) return []
  const rows = lives.map(({ life, containers, recorded }) => {
    const missing = (['inspected', 'image'] as const)
      .filter((what) => recorded[what] < containers)
      .map((what) => `${containers - recorded[what]} without ${what === 'image' ? 'an image' : 'an inspect'}`)
    return `  ${life.padEnd(13)} ${String(containers).padStart(5)}${missing.length > 0 ? `  ${missing.join(', ')}` : ''}`
  })
  const names = unlogged.slice(0, 3).map(({ container, name }) => printable(name ?? container.slice(0, 12)))
  return [
    `${pen.bold('Containers')}  ${all}, by how long they lived`,
    ...rows,
    ...(unlogged.length > 0
      ? [
          `  ${unlogged.length} have the log driver none, so that their output is nowhere: ${names.join(', ')}${unlogged.length > 3 ? ' ...' : ''}`,
        ]
      : []),
  ]
}

const LABELS = { sees: 'SEES', partly: 'PARTLY BLIND', blind: 'BLIND' } as const
const COLOURS = { sees: 'green', partly: 'yellow', blind: 'red' } as const

export function tellDiagnosis(diagnosis: readonly Diagnosed[], pen: Pen): string {
  const count = (sight: Diagnosed['sight']): number => diagnosis.filter((one) => one.sight === sight).length
  return [
    pen.bold('Detections'),
    ...diagnosis.map(({ id, sight, reasons, assumptions }) =>
      [
        `  ${pen.style(COLOURS[sight], LABELS[sight].padEnd(12))}  ${id}`,
        ...reasons.map((reason) => `                ${printable(reason)}`),
        ...assumptions
          .filter(
            ({ state, probe }) => state === 'not-held' && !(reasons.length > 0 && probe.startsWith('source-alive')),
          )
          .map(({ id: name, probe, why }) => `                ${name} does not hold: ${probe}: ${printable(why)}`),
        ...unknownIn(assumptions, pen),
      ].join('\n'),
    ),
    `\n${pen.bold(counted(diagnosis.length, 'detection'))}: ${count('sees')} see, ${count('partly')} partly blind, ${count('blind')} blind.`,
  ].join('\n')
}

function unknownIn(assumptions: Diagnosed['assumptions'], pen: Pen): string[] {
  const unknown = assumptions.filter(({ state }) => state === 'unknown')
  return unknown.length === 0
    ? []
    : [pen.dim(`                not known: ${unknown.map(({ id, why }) => `${id} (${printable(why)})`).join(', ')}`)]
}
