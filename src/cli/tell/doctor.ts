/** What was watched and what was not, for people: sensors, when they were not heard, containers, traffic. */
import type { Hole, Visibility } from '../../runtime/visibility.ts'
import { tellBlind } from './coverage.ts'
import { clock, counted, lasting, printable, wrap, type Pen } from './terminal.ts'

const SHOWN = 20

export function tellVisibility(
  seen: Visibility,
  holes: readonly Hole[],
  titleOf: (source: string) => string,
  pen: Pen,
): string {
  return [
    pen.bold('Watched'),
    ...seen.sensors.slice(0, SHOWN).map((sensor) => tellSensor(sensor, holes, titleOf, pen)),
    ...(seen.sensors.length > SHOWN ? [`  and ${seen.sensors.length - SHOWN} more`] : []),
    ...(seen.sensors.length === 0 ? ['  nothing that any source knows'] : []),
    ...tellContainers(seen.containers, pen),
    ...tellTraffic(seen.traffic, pen),
    ...tellWords(seen.words, pen),
  ].join('\n')
}

type Sensor = Visibility['sensors'][number]

const STYLES = { live: 'green', silent: 'red', gap: 'red', unheard: 'red' } as const

function tellSensor(sensor: Sensor, holes: readonly Hole[], titleOf: (source: string) => string, pen: Pen): string {
  const { state, source, file, node, events, first, last, setAside, lost } = sensor
  const where = `${printable(file)}${node === undefined ? '' : ` on ${printable(node)}`}`
  const when =
    first === undefined || last === undefined
      ? 'not one event'
      : `${counted(events, 'event')} from ${clock(first)} to ${clock(last, first)} UTC`
  const unread = setAside.unreadable > 0 ? `, ${setAside.unreadable} could not be read` : ''
  const missed = lost.lost > 0 ? `, ${lost.lost} lost` : ''
  const own = holes.filter((hole) => hole.source === source && hole.file === file && hole.node === node)
  return [
    `  ${pen.style(STYLES[state], state.padEnd(7))}  ${pen.bold(titleOf(source))}  ${where}  ${when}${unread}${missed}`,
    ...own.slice(-SHOWN).map((hole) => `           ${wrap(tellHole(hole), pen.width - 11, ' '.repeat(11))}`),
  ].join('\n')
}

/** `silent from 10:00:39 for 101 s, while others said 101; blind meanwhile: ...`. */
function tellHole({ state, from, to, others, reason, blind }: Hole): string {
  const when =
    to === undefined ? `since ${clock(from)}` : `from ${clock(from)} to ${clock(to, from)} (${lasting(to - from)})`
  const why = state === 'gap' ? `not listening ${when}: ${printable(reason ?? '')}` : `silent ${when}`
  const meanwhile = others === undefined ? '' : `, while others said ${others}`
  return [`${why}${meanwhile}`, ...(blind.length > 0 ? [tellBlind(blind)] : [])].join('; ')
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

const EDGES = 5

function tellTraffic({ flows, read, encrypted, inferred, edges }: Visibility['traffic'], pen: Pen): string[] {
  if (flows === 0) return []
  const unread = edges.filter((edge) => edge.read < edge.flows)
  return [
    `${pen.bold('Traffic')}  ${counted(flows, 'flow')}: ${percent(read, flows)} were read, ${percent(encrypted, flows)} are encrypted, ${percent(inferred, flows)} probably are, by their port`,
    ...unread.slice(0, EDGES).map(({ from, to, port, protocol, ...edge }) => {
      const target = `${printable(to)}${port === undefined ? '' : ` port ${port}`}${protocol === undefined ? '' : `/${printable(protocol)}`}`
      return `  ${printable(from)} -> ${target}: nothing read ${percent(edge.flows - edge.read, edge.flows)} of ${counted(edge.flows, 'flow')}`
    }),
    ...(unread.length > EDGES ? [`  and ${unread.length - EDGES} more`] : []),
  ]
}

const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)} %`

const WORDS = 10

function tellWords(words: Visibility['words'], pen: Pen): string[] {
  if (words.length === 0) return []
  return [
    pen.bold('Found beside'),
    ...words
      .slice(-WORDS)
      .map(({ at, message }) => `  ${clock(at)}  ${wrap(printable(message), pen.width - 12, ' '.repeat(12))}`),
    ...(words.length > WORDS ? [`  and ${words.length - WORDS} before`] : []),
  ]
}
