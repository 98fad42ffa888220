/** Alerts as OCSF Detection Findings (2004), incidents as OCSF Incident Findings (2005). */
import type { Alert } from '../model/alert.ts'
import { entityOf, type Entity } from '../model/entity.ts'
import { EVENT_CLASSES, type Event } from '../model/event.ts'
import type { Incident, IncidentStatus } from '../model/incident.ts'
import { compareLevels, severityId, type Level } from '../model/level.ts'
import type { Technique } from '../model/match.ts'
import type { JsonObject } from '../model/record.ts'
import { actorOf, containerOf, deviceOf, endpointOf, kubernetesOf, observablesOf, resourceOf } from './entity.ts'
import { beginRecord, EXPORTED, type Exported } from './record.ts'

const CREATE = { activity_id: 1, activity_name: 'Create' }
const UPDATE = { activity_id: 2, activity_name: 'Update' }
const CLOSE = { activity_id: 3, activity_name: 'Close' }

/** OCSF Detection Finding. Its times are those of the records: event time is the only clock that there is. */
export function alertToOcsf(alert: Alert, exported: Exported = EXPORTED): JsonObject {
  const device = deviceOf(alert.entities)
  return {
    ...beginRecord(
      { class_name: 'Detection Finding', ...EVENT_CLASSES['Detection Finding'], ...CREATE },
      alert.uid,
      alert.time,
      exported.product,
    ),
    ...severityOf(alert.level),
    ...STATUS.New,
    message: alert.message,
    is_alert: compareLevels(alert.level, 'medium') >= 0,
    count: alert.count,
    start_time: alert.time,
    end_time: alert.last_time,
    finding_info: findingInfo(alert, exported),
    evidences: alert.evidence.map(evidenceOf),
    resources: alert.entities.map(resourceOf),
    observables: observablesOf(alert.entities, 'resources'),
    ...(device && { device }),
    ...(alert.evidence.length > 0 && { raw_data: alert.evidence.map(({ raw }) => JSON.stringify(raw)).join('\n') }),
    unmapped: {
      reasons: alert.reasons,
      members: alert.members,
      records: alert.records,
      entities: alert.entities,
      kubernetes: kubernetesOf(alert.entities),
      ...adaptedIn(alert.techniques),
    },
  }
}

/** OCSF Incident Finding. Nobody is assigned by us, and OCSF wants that said: the group is `unassigned`. */
export function incidentToOcsf(incident: Incident, exported: Exported = EXPORTED): JsonObject {
  const status = STATUS[incident.status]
  return {
    ...beginRecord(
      { class_name: 'Incident Finding', class_uid: 2005, category_uid: 2, ...ACTIVITY[incident.status] },
      incident.uid,
      incident.time,
      exported.product,
      { profiles: ['incident'] },
    ),
    ...severityOf(incident.level),
    ...status,
    message: incident.title,
    desc: incident.title,
    start_time: incident.time,
    end_time: incident.last_time,
    assignee_group: { name: 'unassigned' },
    finding_info_list: incident.alerts.map((alert) => findingInfo(alert, exported)),
    attacks: attacksOf(incident.techniques, exported),
    observables: observablesOf(incident.entities, 'unmapped.entities'),
    unmapped: {
      entities: incident.entities,
      links: incident.links,
      ...(incident.radius && { radius: incident.radius }),
      kubernetes: kubernetesOf(incident.entities),
      ...adaptedIn(incident.techniques),
    },
  }
}

const SEVERITIES: { readonly [level in Level]: string } = {
  informational: 'Informational',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
}
const severityOf = (level: Level): JsonObject => ({ severity_id: severityId(level), severity: SEVERITIES[level] })

const STATUS: { readonly [status in IncidentStatus]: JsonObject } = {
  New: { status_id: 1, status: 'New' },
  'In Progress': { status_id: 2, status: 'In Progress' },
  'On Hold': { status_id: 3, status: 'On Hold' },
  Resolved: { status_id: 4, status: 'Resolved' },
  Closed: { status_id: 5, status: 'Closed' },
}
const ACTIVITY: { readonly [status in IncidentStatus]: typeof CREATE } = {
  New: CREATE,
  'In Progress': UPDATE,
  'On Hold': UPDATE,
  Resolved: CLOSE,
  Closed: CLOSE,
}

function findingInfo(alert: Alert, exported: Exported): JsonObject {
  return {
    uid: alert.uid,
    title: alert.title,
    desc: alert.message,
    analytic: { uid: alert.detection, name: alert.title, type_id: 1, type: 'Rule' },
    related_analytics: [alert.rule, ...alert.members].map((uid) => ({ uid, type_id: 1, type: 'Rule' })),
    attacks: attacksOf(alert.techniques, exported),
    created_time: alert.time,
    first_seen_time: alert.time,
    last_seen_time: alert.last_time,
    data_sources: [...new Set(alert.records.map(({ source }) => source))],
    related_events: alert.evidence.map(({ uid, time, message, class_name }) => ({
      uid,
      created_time: time,
      title: message,
      type: class_name,
    })),
    related_events_count: alert.count,
    product: exported.product,
  }
}

/** OCSF `attacks`, one for each tactic that a technique serves. One with a dot is a sub-technique, and stands beside its technique. */
const attacksOf = (techniques: readonly Technique[], { attack }: Exported): JsonObject[] =>
  techniques.flatMap(({ uid, name }) => {
    const [parent = uid] = uid.split('.')
    const named = {
      ...(attack && { version: attack.version }),
      ...(parent === uid ? { technique: { uid, name } } : { technique: { uid: parent }, sub_technique: { uid, name } }),
    }
    const tactics = attack?.tacticsOf(uid) ?? []
    return tactics.length === 0 ? [named] : tactics.map((tactic) => ({ ...named, tactic: { name: tactic } }))
  })

/** ATT&CK used outside its matrix must not be read as coverage of it. */
function adaptedIn(techniques: readonly Technique[]): JsonObject {
  const adapted = techniques.filter(({ adapted }) => adapted).map(({ uid }) => uid)
  return adapted.length > 0 ? { adapted_techniques: adapted } : {}
}

/** OCSF `evidences`: one event that the alert stands on. */
function evidenceOf({ uid, class_name, entities, message, command, operation, place }: Event): JsonObject {
  const [actor, container, device] = [actorOf(entities), containerOf(entities), deviceOf(entities)]
  const origin = entityOf(entities, 'origin')
  const target = entityOf(entities, 'target', 'address')
  return {
    uid,
    name: class_name,
    ...(actor && { actor }),
    ...(operation !== undefined && { api: { operation } }),
    ...(container && { container }),
    ...(device && { device }),
    ...(origin && { src_endpoint: endpointOf(origin) }),
    ...(target && { dst_endpoint: endpointOf(target) }),
    ...resourcesIn(entities),
    data: { message, ...(command !== undefined && { command }), record: place },
  }
}

function resourcesIn(entities: readonly Entity[]): JsonObject {
  const resources = entities.filter(({ role }) => role === 'target').map(resourceOf)
  return resources.length > 0 ? { resources } : {}
}
