/** What one event adds to what was heard of its sensor in a second. */
import type { Event } from '../model/event.ts'
import type { Place } from '../model/record.ts'
import { countLoss } from './losses.ts'
import type { Telling } from './roster.ts'
import type { Gap, Hearing } from './sensor.ts'

export const silentSecond = ({ place }: Event, time: number): Hearing => ({
  events: 0,
  calls: 0,
  beats: 0,
  first: time,
  last: time,
  place,
  lag: 0,
  gaps: [],
  said: { lost: 0 },
})

/** `lag`: milliseconds by which it came later than lateness allows. */
export function addTo(hearing: Hearing, event: Event, time: number, lag: number): void {
  const { place, class_name, details } = event
  hearing.events++
  if (class_name === 'API Activity') hearing.calls++
  if (event.operation === 'sensor heartbeat') hearing.beats++
  hearing.first = Math.min(hearing.first, time)
  if (time > hearing.last || (time === hearing.last && isAfter(place, hearing.place))) hearing.place = place
  hearing.last = Math.max(hearing.last, time)
  hearing.lag = Math.max(hearing.lag, lag)
  if (isGap(event)) hearing.gaps.push(gapOf(event))
  if (details) countLoss(event, hearing.said)
}

/** Decides between records of the same millisecond, so that their order does not depend on that of arrival. */
const isAfter = (one: Place, other: Place): boolean =>
  one.file === other.file ? one.line > other.line : one.file > other.file

/**
 * Nodes that a call of an API shows to be there and at work: that of the kubelet that makes it, and that of the pod that a session
 * reaches. Whoever else calls about a node may clear up after one that is gone.
 */
export function nodesAtWork({ entities, status }: Event): string[] {
  const isReached = status !== 'Failure' && entities.some(({ type, role }) => type === 'session' && role === 'context')
  const caller = entities.find(({ type, role }) => type === 'principal' && role === 'actor')?.uid
  return entities.flatMap(({ type, uid }) =>
    type === 'node' && (isReached || caller === `system:node:${uid}`) ? uid : [],
  )
}

/** What it is that a sensor tells of by this. */
export function tellingOf({ class_name, entities }: Event): Telling | undefined {
  switch (class_name) {
    case 'Application Lifecycle':
      return entities.some(({ type }) => type === 'container') ? 'containers' : undefined
    case 'API Activity':
      return 'calls'
    case 'Process Activity':
      return 'processes'
    case 'Network Activity':
    case 'HTTP Activity':
    case 'DNS Activity':
      return 'traffic'
    default:
      return undefined
  }
}

/** What a collector writes where it did not listen: `engine gap`, `cluster gap`, `conntrack gap`. */
const isGap = ({ class_name, operation }: Event): boolean =>
  class_name === 'Inventory Info' && operation !== undefined && operation.endsWith(' gap')

function gapOf({ time, details, message }: Event): Gap {
  const from = details?.['start_time']
  return { from: typeof from === 'number' ? from : time, to: time, reason: message }
}
