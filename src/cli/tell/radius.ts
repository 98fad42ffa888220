/** How far an incident goes, for people: every place of what it names, and since when. */
import type { Radius, Spread, Whereabouts } from '../../model/radius.ts'
import { nameOf } from './entities.ts'
import { clock, counted, printable, wrap, type Pen } from './terminal.ts'

const SHOWN_SPREADS = 12
const SHOWN_PLACES = 6

export function tellRadius({ spreads, recurrences }: Radius, near: number, pen: Pen): string {
  const told = spreads.slice(0, SHOWN_SPREADS).flatMap((spread) => tellSpread(spread, near, pen))
  const more = spreads.length - SHOWN_SPREADS
  const again = recurrences.map(({ technique, alerts, more: others }) => {
    const titles = [...new Set(alerts.map(({ title }) => printable(title)))].join(', ')
    return `  ${technique} ${wrap(`also in ${counted(alerts.length + others, 'alert')} of other matters: ${titles}`, pen.width - 14, '    ')}`
  })
  if (told.length + again.length === 0) return ''
  return [
    pen.bold('How far it goes'),
    ...told,
    ...(more > 0 ? [pen.dim(`  and ${more} more, with --format json`)] : []),
    ...again,
  ].join('\n')
}

function tellSpread({ of, places, more }: Spread, near: number, pen: Pen): string[] {
  const all = places.length + more
  const beyond = places.filter(({ told }) => !told).length + more
  const rest = all - Math.min(places.length, SHOWN_PLACES)
  return [
    `  ${pen.bold(`${of.type} ${of.type === 'image' ? printable(of.uid) : nameOf(of)}`)}  ${pen.dim(`${counted(all, 'place')}, ${beyond === 0 ? 'all named by alerts' : `${beyond} that no alert names (+)`}`)}`,
    ...places
      .slice(0, SHOWN_PLACES)
      .map((place) => `    ${place.told ? ' ' : '+'} ${wrap(tellPlace(place, near), pen.width - 8, ' '.repeat(8))}`),
    ...(rest > 0 ? [pen.dim(`      and ${rest} more`)] : []),
  ]
}

function tellPlace(place: Whereabouts, near: number): string {
  const { type, pod, workload, node, since, until } = place
  const where = [pod, workload, node === undefined ? undefined : `on ${node}`].flatMap((each) => each ?? [])
  const times = until === undefined ? `since ${clock(since, near)}` : `${clock(since, near)} to ${clock(until, near)}`
  return `${type === 'container' ? '' : `${type} `}${[calledOf(place), ...where.map(printable)].join(', ')}  ${times}`
}

/** Of a pod's container the engine's name says the pod and its uid as well. */
function calledOf(place: Whereabouts): string {
  const { type, uid, name, pod } = place
  if (type !== 'container' || pod === undefined) return nameOf(place)
  const own = uid.startsWith(`${pod}/`) ? uid.slice(pod.length + 1) : /^k8s_([^_]+)_/.exec(name ?? '')?.[1]
  return own === undefined ? nameOf(place) : printable(uid.includes('/') ? own : `${own} (${uid.slice(0, SHORT_ID)})`)
}
const SHORT_ID = 12
