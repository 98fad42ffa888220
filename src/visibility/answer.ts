/** Answers the probes that assumptions name: held, not held, or unknown, over what was watched. */
import { isBelow, AUDIT_LEVELS, type AuditLevel } from './policy/policy.ts'
import { kindOf, nameOf } from './policy/api.ts'
import type { Visibility } from './ledger.ts'
import type { SensorLedger } from './sensor.ts'

export interface Answer {
  readonly state: 'held' | 'not-held' | 'unknown'
  /** For people. */
  readonly why: string
}

const held = (why: string): Answer => ({ state: 'held', why })
const notHeld = (why: string): Answer => ({ state: 'not-held', why })
const unknown = (why: string): Answer => ({ state: 'unknown', why })

/** `probe` and its arguments as an assumption writes them: `audit-level`, `['pods', 'Request']`. */
export function answerProbe(probe: string, [first = '', second = '']: readonly string[], seen: Visibility): Answer {
  switch (probe) {
    case 'source-alive':
      return sourceAlive(first, seen)
    case 'node-covered':
      return nodeCovered(first, seen)
    case 'audit-level':
      return auditLevel(first, second as AuditLevel, seen)
    case 'container-logged':
      return containerLogged(seen)
    case 'baseline-mature':
      return unknown('no baseline is kept here')
    default:
      return unknown('nothing that was read says it')
  }
}

const SHOWN = 3
const some = (names: readonly string[]): string =>
  names.slice(0, SHOWN).join(', ') + (names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '')
const timeOf = (time = 0): string => new Date(time).toISOString()

function sourceAlive(source: string, { sensors }: Visibility): Answer {
  const own = sensors.filter((sensor) => sensor.source === source)
  const heard = own.filter(({ state }) => state !== 'unheard')
  if (heard.length === 0) {
    const unreadable = own.reduce((sum, { setAside }) => sum + setAside.unreadable, 0)
    return notHeld(unreadable > 0 ? `none of its ${unreadable} records could be read` : 'no record of it was read')
  }
  const quiet = heard.filter(({ state }) => state !== 'live')
  if (quiet.length > 0)
    return notHeld(quiet.map((sensor) => `${nameOfSensor(sensor)} is silent since ${timeOf(sensor.last)}`).join('; '))
  const times = heard.reduce((sum, { silences, gaps }) => sum + silences.length + gaps.length, 0)
  return held(
    times === 0 ? 'it was heard throughout' : `it is heard, and was not ${times === 1 ? 'once' : `${times} times`}`,
  )
}

const nameOfSensor = ({ file, node }: SensorLedger): string => (node === undefined ? file : `${file} on ${node}`)

function nodeCovered(source: string, { sensors, nodes }: Visibility): Answer {
  const own = sensors.filter((sensor) => sensor.source === source && sensor.state !== 'unheard')
  if (own.length === 0) return notHeld('no record of it was read')
  if (nodes.length === 0) return unknown('no record says which nodes run containers')
  const live = new Set(own.flatMap(({ node, state }) => (node !== undefined && state === 'live' ? [node] : [])))
  const missing = nodes.filter((node) => !live.has(node))
  if (missing.length === 0) return held(`all ${nodes.length} nodes that run containers`)
  if (own.some(({ node }) => node === undefined)) return unknown('its records do not say on which node they were made')
  return notHeld(`${missing.length} of ${nodes.length} nodes are not watched: ${some(missing)}`)
}

/** Requests that make or change something have the bodies that a level above Metadata is wanted for. */
function auditLevel(resource: string, wanted: AuditLevel, { audit }: Visibility): Answer {
  const levels = audit.levels.find((each) => each.resource === nameOf(kindOf(resource)))
  const counts = wanted === 'Metadata' ? levels?.told : levels?.written
  const sum = (of: readonly AuditLevel[]): number => of.reduce((all, level) => all + (counts?.[level] ?? 0), 0)
  const all = sum(AUDIT_LEVELS)
  if (all === 0) return unknown(`the log has no ${wanted === 'Metadata' ? 'request' : 'change'} of ${resource}`)
  const below = AUDIT_LEVELS.filter((level) => isBelow(level, wanted))
  return sum(below) === 0
    ? held(`all ${all} in the log are`)
    : notHeld(
        `${sum(below)} of ${all} in the log are told at ${below.filter((level) => (counts?.[level] ?? 0) > 0).join(' or ')}`,
      )
}

function containerLogged({ containers: { drivers, unlogged } }: Visibility): Answer {
  const all = drivers.reduce((sum, { containers }) => sum + containers, 0)
  if (all === 0) return unknown('no inspect of a container was read')
  if (unlogged.length === 0) return held(`all ${all} containers`)
  return notHeld(
    `the log driver is none: ${some(unlogged.map(({ container, name }) => name ?? container.slice(0, 12)))}`,
  )
}
