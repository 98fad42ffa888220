/** What machines read: one JSON object per thing, each with its `kind`. Times are RFC 3339 in UTC. */
import type { Action } from '../../model/action.ts'
import type { Alert } from '../../model/alert.ts'
import type { Coverage } from '../../model/coverage.ts'
import type { Entity } from '../../model/entity.ts'
import type { Event } from '../../model/event.ts'
import type { Incident } from '../../model/incident.ts'
import type { SetAside } from '../../model/record.ts'
import type { Unseen } from '../../runtime/unseen.ts'

/** `kind: alert`; see docs/reference/output.md for every field. */
export const alertObject = (alert: Alert, incident?: string): object => ({
  kind: 'alert',
  id: alert.uid,
  detection: alert.detection,
  rule: alert.rule,
  title: alert.title,
  level: alert.level,
  reasons: alert.reasons,
  time: timeOf(alert.time),
  last_time: timeOf(alert.last_time),
  count: alert.count,
  message: alert.message,
  commands: [...new Set(alert.evidence.flatMap(({ command }) => (command === undefined ? [] : [command])))],
  entities: alert.entities.map(entityObject),
  attack: alert.techniques,
  members: alert.members,
  ...(incident !== undefined && { incident }),
  records: alert.records.map(({ source, file, line }) => ({ source, file, line })),
  ...(alert.coverage && { coverage: coverageObject(alert.coverage) }),
})

/** `kind: noted`: an alert too slight to be one, of no incident; the same fields. */
export const notedObject = (alert: Alert): object => ({ ...alertObject(alert), kind: 'noted' })

/** `kind: incident`; its alerts by id, in order of time. */
export const incidentObject = (incident: Incident, actions: readonly Action[], unseen?: Unseen): object => ({
  kind: 'incident',
  id: incident.uid,
  title: incident.title,
  status: incident.status,
  level: incident.level,
  time: timeOf(incident.time),
  last_time: timeOf(incident.last_time),
  detections: [...new Set(incident.alerts.map(({ detection }) => detection))],
  alerts: incident.alerts.map(({ uid }) => uid),
  links: incident.links,
  entities: incident.entities.map(entityObject),
  attack: incident.techniques,
  actions: actions.map(({ uid, responder, phase, title, target, needs_approval, refusals }) => ({
    id: uid,
    responder,
    phase,
    title,
    target,
    needs_approval,
    refusals,
  })),
  ...(unseen && { unseen: { untold: unseen.untold, holes: unseen.holes.map(timed) } }),
  ...(incident.radius && {
    radius: {
      spreads: incident.radius.spreads.map((spread) => ({ ...spread, places: spread.places.map(timed) })),
      recurrences: incident.radius.recurrences.map((each) => ({ ...each, alerts: each.alerts.map(timed) })),
    },
  }),
})

/** What has times, with them as RFC 3339. */
const timed = (given: object): object =>
  Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      TIMES.has(name) && typeof value === 'number' ? timeOf(value) : value,
    ]),
  )
const TIMES: ReadonlySet<string> = new Set(['time', 'from', 'to', 'since', 'until'])

/** `kind: set-aside`: a record that is no event, where it stands and why. `what` is its sort: unreadable, unrecognised or redundant. */
export const setAsideObject = ({ kind, place, reason }: SetAside): object => ({
  kind: 'set-aside',
  what: kind,
  source: place.source,
  file: place.file,
  line: place.line,
  reason,
})

/** `kind: sight`: what was found out about the sensors; the fields are those that rules read. */
export const sightObject = ({ time, message, views }: Event, blind: readonly string[]): object => ({
  kind: 'sight',
  time: timeOf(time),
  message,
  ...views[0]?.fields,
  blind,
})

const entityObject = ({ type, uid, name, role, known }: Entity): object => ({
  type,
  uid,
  ...(name !== undefined && { name }),
  role,
  known,
})

const coverageObject = ({ at, live, known, sensors, blind }: Coverage): object => ({
  at: timeOf(at),
  live,
  known,
  sensors: sensors.map(({ heard, ...sensor }) => ({ ...sensor, heard: timeOf(heard) })),
  ...(blind && { blind }),
})

const timeOf = (time: number): string => new Date(time).toISOString()
