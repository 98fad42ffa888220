/** Nouns made by hand, for the unit tests of stages: every field that a test does not name has a plain value. */
import type { Alert } from '../src/model/alert.ts'
import type { Entity } from '../src/model/entity.ts'
import type { Event } from '../src/model/event.ts'
import type { Match } from '../src/model/match.ts'

let made = 0

export const anEntity = (type: Entity['type'], uid: string, role: Entity['role'] = 'target'): Entity => ({
  type,
  uid,
  role,
  known: 'recorded',
})

export function anEvent(given: Partial<Event> = {}): Event {
  made += 1
  return {
    uid: `event-${made}`,
    class_name: 'API Activity',
    activity_name: 'Create',
    message: 'somebody did something',
    time: 1_000_000,
    place: { source: 'test', file: 'test.jsonl', line: made },
    entities: [],
    views: [],
    facts: [],
    raw: {},
    ...given,
  }
}

export const aMatch = (given: Partial<Match> = {}): Match => ({
  detection: 'a-detection',
  rule: 'a-rule',
  title: 'A title',
  level: 'medium',
  time: given.events?.[0].time ?? 1_000_000,
  events: [anEvent()],
  techniques: [],
  members: [],
  ...given,
})

export function anAlert(given: Partial<Alert> = {}): Alert {
  made += 1
  return {
    uid: `alert-${made}`,
    detection: `detection-${made}`,
    rule: 'a-rule',
    title: 'A title',
    level: 'medium',
    reasons: [],
    time: 1_000_000,
    last_time: given.time ?? 1_000_000,
    count: 1,
    message: '',
    entities: [],
    techniques: [],
    members: [],
    records: [],
    evidence: [],
    ...given,
  }
}
