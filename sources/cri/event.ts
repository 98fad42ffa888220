/** What `crictl events` tells: a container or a sandbox is created, started, stopped or deleted. containerd 1.7, CRI-O 1.26 and later. */
import {
  containerEnded,
  identityAt,
  isObject,
  kubeletLabels,
  listAt,
  objectAt,
  podEntities,
  present,
  recorded,
  RecordError,
  textAt,
  type JsonObject,
} from 'tallyman/source'
import { containerFacts, lifeOf } from './container.ts'
import { madeFrom, madeFromEntities } from './image.ts'
import { podOf } from './pod.ts'
import { latest } from './time.ts'
import type { Told } from './told.ts'

/** In Docker's words, so that one word stands for one thing, and in OCSF's. */
const STEPS = new Map([
  ['CONTAINER_CREATED_EVENT', { action: 'create', activity_name: 'Install', words: 'was created' }],
  ['CONTAINER_STARTED_EVENT', { action: 'start', activity_name: 'Start', words: 'started' }],
  ['CONTAINER_STOPPED_EVENT', { action: 'die', activity_name: 'Stop', words: 'ended' }],
  ['CONTAINER_DELETED_EVENT', { action: 'destroy', activity_name: 'Remove', words: 'was removed' }],
])

/** What holds of a container no longer holds after it. */
const ENDS = new Set(['die', 'destroy'])

export const isEvent = ({ containerId, containerEventType }: JsonObject): boolean =>
  typeof containerId === 'string' && typeof containerEventType === 'string'

/** Throws RecordError. */
export function eventTold(record: JsonObject): Told {
  const id = identityAt(record, 'containerId')
  const step = STEPS.get(identityAt(record, 'containerEventType'))
  if (!step)
    throw new RecordError('containerEventType', `one of ${[...STEPS.keys()].join(', ')}`, record['containerEventType'])
  const { action, activity_name, words } = step
  const sandbox = objectAt(record, 'podSandboxStatus') ?? {}
  // What is told is how all containers of the pod stand; it happened to one of them, or to the sandbox that holds them.
  const own = listAt(record, 'containersStatuses')
    .filter(isObject)
    .find((status) => status['id'] === id)
  const status = own ?? {}
  const name = textAt(status, 'metadata.name')
  const kubernetes = kubeletLabels(objectAt(status, 'labels') ?? {}) ?? podOf(sandbox)
  const made = madeFrom(status)
  const life = lifeOf(status)
  return {
    time: latest(record, ['createdAt']),
    class_name: 'Application Lifecycle',
    activity_name,
    operation: `container ${action}`,
    message: `${own || sandbox['id'] !== id ? 'container' : 'sandbox'} ${name ?? id.slice(0, 12)}${kubernetes ? ` of pod ${kubernetes.namespace}/${kubernetes.pod}` : ''} ${words}`,
    details: present({ ...life }),
    entities: [recorded('container', id, 'target', name), ...madeFromEntities(made), ...podEntities(kubernetes)],
    facts: [...containerFacts(id, made, kubernetes), ...(ENDS.has(action) ? [containerEnded(id)] : [])],
    derived: present({
      action,
      container: present({
        id,
        name,
        ...made,
        kind: sandbox['id'] === id ? 'sandbox' : 'container',
        exit_code: life.exit_code,
      }),
      kubernetes,
    }),
  }
}
