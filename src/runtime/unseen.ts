/** What could not be seen while an incident went on: sensors that fell silent, and what no sensor told of at all. */
import type { Incident } from '../model/incident.ts'
import { holesOf, type Hole, type Visibility } from '../visibility/index.ts'
import type { Content } from './content.ts'
import { readsOf } from './reads.ts'

export interface Unseen {
  /** What sensors tell of, and none did then: `containers`, `calls`, `processes`, `traffic`. */
  readonly untold: readonly Untold[]
  /** In order of time. */
  readonly holes: readonly Hole[]
}

const TELLINGS = ['calls', 'containers', 'processes', 'traffic'] as const
export type Untold = (typeof TELLINGS)[number]

/** An engine tells of the commands that it was asked to run, and of no other process. */
const isByTheWay = (telling: Untold, tells: readonly string[]): boolean =>
  telling === 'processes' && tells.includes('containers')

export function unseenOf({ time, last_time }: Incident, { sensors }: Visibility, content: Content): Unseen {
  const then = sensors.filter(({ first = Infinity, last = -Infinity }) => first <= last_time && last >= time)
  return {
    untold: TELLINGS.filter(
      (telling) => !then.some(({ tells }) => tells.includes(telling) && !isByTheWay(telling, tells)),
    ),
    holes: holesOf(sensors, readsOf(content)).filter(({ from, to = Infinity }) => from <= last_time && to >= time),
  }
}
