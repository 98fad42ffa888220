/** Events as records of the OCSF class that their source named. */
import { entityOf } from '../model/entity.ts'
import { EVENT_CLASSES, type Event, type EventClass } from '../model/event.ts'
import type { JsonObject } from '../model/record.ts'
import { actorOf, containerOf, deviceOf, kubernetesOf, observablesOf, resourceOf } from './entity.ts'
import { conversationOf, endpoint, lookupOf, requestOf } from './network.ts'
import { beginRecord, EXPORTED, type Exported } from './record.ts'

/** OCSF `activity_id` of each class, by its caption; what has none is 99, Other, under the name that the source gave. */
const ACTIVITIES: { readonly [name in EventClass]: readonly (readonly [id: number, caption: string])[] } = {
  'Base Event': [],
  'File System Activity': [
    [1, 'Create'],
    [2, 'Read'],
    [3, 'Update'],
    [4, 'Delete'],
    [5, 'Rename'],
    [6, 'Set Attributes'],
    [7, 'Set Security'],
    [12, 'Mount'],
    [13, 'Unmount'],
    [14, 'Open'],
  ],
  'Process Activity': [
    [1, 'Launch'],
    [2, 'Terminate'],
    [3, 'Open'],
    [4, 'Inject'],
    [5, 'Set User ID'],
  ],
  'Detection Finding': [
    [1, 'Create'],
    [2, 'Update'],
    [3, 'Close'],
  ],
  'Entity Management': [
    [1, 'Create'],
    [2, 'Read'],
    [3, 'Update'],
    [4, 'Delete'],
  ],
  'Network Activity': [
    [1, 'Open'],
    [2, 'Close'],
    [3, 'Reset'],
    [4, 'Fail'],
    [5, 'Refuse'],
    [6, 'Traffic'],
    [7, 'Listen'],
  ],
  'HTTP Activity': [
    [1, 'Connect'],
    [2, 'Delete'],
    [3, 'Get'],
    [4, 'Head'],
    [5, 'Options'],
    [6, 'Post'],
    [7, 'Put'],
    [8, 'Trace'],
    [9, 'Patch'],
  ],
  'DNS Activity': [
    [1, 'Query'],
    [2, 'Response'],
    [6, 'Traffic'],
  ],
  'Inventory Info': [
    [1, 'Log'],
    [2, 'Collect'],
  ],
  'Cloud Resources Inventory Info': [
    [1, 'Log'],
    [2, 'Collect'],
  ],
  'Application Lifecycle': [
    [1, 'Install'],
    [2, 'Remove'],
    [3, 'Start'],
    [4, 'Stop'],
    [5, 'Restart'],
    [6, 'Enable'],
    [7, 'Disable'],
    [8, 'Update'],
  ],
  'API Activity': [
    [1, 'Create'],
    [2, 'Read'],
    [3, 'Update'],
    [4, 'Delete'],
  ],
}
const OTHER = 99

/** What the pinned release calls the class, where that is not our name for it. */
const CAPTIONS: { readonly [name in EventClass]?: string } = { 'Inventory Info': 'Device Inventory Info' }

const STATUS = { Success: 1, Failure: 2 }

/** OCSF record of the event, with the record as it came in `raw_data`. */
export function eventToOcsf(event: Event, { product }: Exported = EXPORTED): JsonObject {
  const { class_name, activity_name, entities, place, status, status_code } = event
  const activity_id = ACTIVITIES[class_name].find(([, caption]) => caption === activity_name)?.[0] ?? OTHER
  return {
    ...beginRecord(
      { class_name: CAPTIONS[class_name] ?? class_name, ...EVENT_CLASSES[class_name], activity_id, activity_name },
      event.uid,
      event.time,
      product,
      {
        log_name: place.source,
        log_source: place.file,
        // The class has no place for a container, but its process has one under this profile.
        ...(class_name === 'Process Activity' && { profiles: ['container'] }),
        ...(event.operation_uid !== undefined && { correlation_uid: event.operation_uid }),
      },
    ),
    severity_id: 1,
    severity: 'Informational',
    message: event.message,
    // The status of a finding is how far its handling is: that is for whoever handles it.
    ...(status && class_name !== 'Detection Finding' && { status_id: STATUS[status], status }),
    ...(status_code !== undefined && { status_code }),
    ...REQUIRED[class_name](event),
    observables: observablesOf(entities, 'unmapped.entities'),
    raw_data: JSON.stringify(event.raw),
    unmapped: {
      entities,
      kubernetes: kubernetesOf(entities),
      line: place.line,
      ...(event.command !== undefined && { command: event.command }),
      ...(event.details && { details: event.details }),
    },
  }
}

/** OCSF requires what a record may not tell; then it is said that nobody knows. */
const UNKNOWN = 'unknown'
const actor = ({ entities }: Event): JsonObject => actorOf(entities) ?? { user: { name: UNKNOWN, type_id: 0 } }
const device = ({ entities }: Event): JsonObject => deviceOf(entities) ?? { name: UNKNOWN, type_id: 0 }

const targets = ({ entities }: Event): JsonObject[] => entities.filter(({ role }) => role === 'target').map(resourceOf)
const from = ({ entities }: Event): JsonObject => endpoint(entityOf(entities, 'origin'))

/** What each class has of its own. */
const REQUIRED: { readonly [name in EventClass]: (event: Event) => JsonObject } = {
  'Base Event': () => ({}),
  'API Activity': (event) => ({
    actor: actor(event),
    api: { operation: event.operation ?? event.activity_name },
    src_endpoint: from(event),
    resources: targets(event),
    ...(event.user_agent !== undefined && { http_request: { user_agent: event.user_agent } }),
  }),
  'Application Lifecycle': ({ entities }) => {
    const container = containerOf(entities)
    return {
      app: {
        name: String(container?.['name'] ?? container?.['uid'] ?? UNKNOWN),
        ...(container && { uid: container['uid'] }),
      },
    }
  },
  'Process Activity': (event) => {
    const container = containerOf(event.entities)
    const { pid, exit_code } = event.details ?? {}
    return {
      actor: actor(event),
      device: device(event),
      process: {
        uid: event.operation_uid ?? event.uid,
        ...(Number.isSafeInteger(pid) && { pid }),
        ...(event.command !== undefined && { cmd_line: event.command }),
        ...(container && { container }),
      },
      ...(Number.isSafeInteger(exit_code) && { exit_code }),
    }
  },
  'File System Activity': (event) => {
    const file = entityOf(event.entities, 'target', 'resource')
    // The same path is another file on each host: it is told, and nothing is joined by it.
    const path = event.details?.['path']
    const told = typeof path === 'string' && path !== '' ? { name: path.split('/').at(-1) || path, path } : undefined
    return {
      actor: actor(event),
      device: device(event),
      file: { ...(told ?? { name: file?.name ?? file?.uid ?? UNKNOWN }), type_id: 0 },
    }
  },
  'Network Activity': conversationOf,
  'HTTP Activity': (event) => ({ ...conversationOf(event), ...requestOf(event) }),
  'DNS Activity': (event) => ({ ...conversationOf(event), ...lookupOf(event) }),
  'Inventory Info': (event) => ({ device: device(event) }),
  'Cloud Resources Inventory Info': (event) => ({ resources: targets(event) }),
  'Entity Management': ({ entities, details }) => {
    const managed = entityOf(entities, 'target')
    const version = details?.['resource_version']
    return {
      entity: {
        ...(managed ? { uid: managed.uid, name: managed.name ?? managed.uid, type: managed.type } : { name: UNKNOWN }),
        type_id: managed ? OTHER : 0,
        ...(typeof version === 'string' && { version }),
      },
    }
  },
  'Detection Finding': ({ uid, message }) => ({ finding_info: { uid, title: message } }),
}
