/** What happens to a container: its life, and the calls on it. */
import {
  committedFrom,
  containerThing,
  imageIs,
  imageReference,
  isImageId,
  kubeletLabels,
  madeFromImage,
  ownedByService,
  partOfPod,
  containerEnded,
  podEntities,
  present,
  textAt,
  type Entity,
  type Fact,
  type JsonObject,
} from 'tallyman/source'
import type { EngineEvent } from './engine-event.ts'
import { containerEntity, imageEntity } from './entities.ts'
import type { Told } from './told.ts'

/** OCSF Application Lifecycle. */
const LIFECYCLE = new Map([
  ['create', 'Install'],
  ['start', 'Start'],
  ['restart', 'Restart'],
  ['stop', 'Stop'],
  ['die', 'Stop'],
  ['kill', 'Other'],
  ['oom', 'Other'],
  ['pause', 'Disable'],
  ['unpause', 'Enable'],
  ['rename', 'Update'],
  ['update', 'Update'],
  ['destroy', 'Remove'],
])
/** The calls on a container that change nothing of its life are API Activity. `docker cp` is the two that are named for archives. */
const CALLS = new Map([
  ['archive-path', 'Read'],
  ['copy', 'Read'],
  ['export', 'Read'],
  ['top', 'Read'],
  ['extract-to-dir', 'Update'],
  ['commit', 'Create'],
  ['checkpoint', 'Create'],
  ['prune', 'Delete'],
])
/** In people's words; what is not here is said in the engine's. */
const WORDS = new Map([
  ['archive-path', 'was copied from'],
  ['attach', 'was attached to'],
  ['commit', 'was committed'],
  ['create', 'was created'],
  ['destroy', 'was removed'],
  ['die', 'ended'],
  ['export', 'was exported'],
  ['extract-to-dir', 'was copied into'],
  ['kill', 'was sent a signal'],
  ['oom', 'ran out of memory'],
  ['pause', 'was paused'],
  ['rename', 'was renamed'],
  ['restart', 'was restarted'],
  ['start', 'started'],
  ['stop', 'was stopped'],
  ['top', 'had its processes listed'],
  ['unpause', 'was resumed'],
  ['update', 'was given other settings'],
])

const ENDS = new Set(['die', 'destroy'])

export interface ContainerWords {
  /** What a person calls it: its name, or the first digits of its id. */
  readonly label: string
  readonly entities: readonly Entity[]
  readonly facts: readonly Fact[]
  readonly derived: JsonObject
}

/** What every event of a container says of it. */
export function containerOf({ id, attributes, action }: EngineEvent): ContainerWords {
  const name = textAt(attributes, 'name')
  const image = imageAt(attributes, 'image')
  const kubernetes = kubeletLabels(attributes)
  // Only when it is created: later the name of the image may stand for another one.
  const origin = action === 'create' && image !== undefined ? [madeFromImage(containerThing(id), image)] : []
  return {
    label: name ?? id.slice(0, 12),
    entities: [
      containerEntity(id, name),
      ...(image === undefined ? [] : [imageEntity(image, 'context')]),
      ...podEntities(kubernetes),
    ],
    facts: [
      ...origin,
      ...partOfPod(id, kubernetes),
      ...ownedByService(id, attributes),
      ...(ENDS.has(action) ? [containerEnded(id)] : []),
    ],
    derived: present({
      container: present({ id, name, image, image_id: image !== undefined && isImageId(image) ? image : undefined }),
      kubernetes,
    }),
  }
}

export function containerTold(event: EngineEvent): Told {
  const { action, attributes, detail, id } = event
  const lifecycle = LIFECYCLE.get(action)
  const base = {
    class_name: lifecycle === undefined ? 'API Activity' : 'Application Lifecycle',
    activity_name: lifecycle ?? CALLS.get(action) ?? 'Other',
    operation: `container ${action}`,
  } as const
  // A prune is of all containers that have ended, and names none; each has its own `destroy`.
  if (id === '') return { ...base, message: `containers: ${action}`, derived: { action } }

  const { label, entities, facts, derived } = containerOf(event)
  const commit = committed(event)
  const exit_code = exitCodeOf(attributes)
  return {
    ...base,
    message: messageOf(event, label, exit_code),
    ...(exit_code !== undefined && { details: { exit_code } }),
    entities: [...entities, ...commit.entities],
    facts: [...facts, ...commit.facts],
    derived: present({
      action,
      ...derived,
      ...commit.derived,
      exit_code,
      signal: textAt(attributes, 'signal'),
      old_name: textAt(attributes, 'oldName')?.replace(/^\//, ''),
      health: action === 'health_status' ? detail : undefined,
    }),
  }
}

function messageOf({ action, attributes, detail }: EngineEvent, label: string, exitCode: number | undefined): string {
  const more = [
    exitCode === undefined ? undefined : `exit code ${exitCode}`,
    textAt(attributes, 'signal'),
    textAt(attributes, 'oldName')?.replace(/^\/?/, 'from '),
    textAt(attributes, 'imageRef'),
    detail,
  ].filter((part) => part !== undefined)
  return `container ${label} ${WORDS.get(action) ?? action}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
}

/** The image that a commit made of the container, by its id and by the name it was given, as far as the engine says. */
function committed({
  action,
  id: from,
  attributes,
}: EngineEvent): Pick<ContainerWords, 'entities' | 'facts' | 'derived'> {
  if (action !== 'commit') return { entities: [], facts: [], derived: {} }
  const id = textAt(attributes, 'imageID')
  const name = imageAt(attributes, 'imageRef')
  const uids = [id, name].filter((uid) => uid !== undefined)
  return {
    entities: uids.map((uid) => imageEntity(uid, 'target')),
    facts: id === undefined ? [] : [committedFrom(id, from), ...(name === undefined ? [] : [imageIs(name, id)])],
    derived: uids.length === 0 ? {} : { image: present({ id, name }) },
  }
}

function imageAt(attributes: JsonObject, path: string): string | undefined {
  const written = textAt(attributes, path)
  return written === undefined ? undefined : imageReference(written)
}

export function exitCodeOf(attributes: JsonObject): number | undefined {
  const text = textAt(attributes, 'exitCode')
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : undefined
}
