/** What happens to a container and to the processes in it: its task, as containerd calls what runs, and execs. */
import {
  containerThing,
  identityAt,
  imageReference,
  madeFromImage,
  numberAt,
  objectAt,
  partOfPod,
  containerEnded,
  podEntities,
  present,
  recorded,
  recordedIf,
  textAt,
  type EventClass,
  type JsonObject,
  type Redundant,
} from 'tallyman/source'
import { containerUid, inNamespace, kubernetesOf } from './identity.ts'
import type { ContainerdEvent } from './event.ts'
import type { Told } from './told.ts'

interface Step {
  /** Docker's word for it: one word for one thing, whichever engine told it. */
  readonly action: string
  readonly class_name: EventClass
  readonly activity_name: string
  /** In people's words. */
  readonly words: string
  /** Of an exec. */
  readonly stage?: 'started' | 'ended'
}

const lifecycle = (action: string, activity_name: string, words: string): Step => ({
  action,
  class_name: 'Application Lifecycle',
  activity_name,
  words,
})

const STEPS = new Map<string, Step>([
  ['/containers/create', lifecycle('create', 'Install', 'was created')],
  ['/containers/update', lifecycle('update', 'Update', 'was given other settings')],
  ['/containers/delete', lifecycle('destroy', 'Remove', 'was removed')],
  ['/tasks/start', lifecycle('start', 'Start', 'started')],
  ['/tasks/exit', lifecycle('die', 'Stop', 'ended')],
  ['/tasks/oom', lifecycle('oom', 'Other', 'ran out of memory')],
  ['/tasks/paused', lifecycle('pause', 'Disable', 'was paused')],
  ['/tasks/resumed', lifecycle('unpause', 'Enable', 'was resumed')],
  [
    '/tasks/checkpointed',
    { action: 'checkpoint', class_name: 'API Activity', activity_name: 'Create', words: 'was checkpointed' },
  ],
  [
    '/tasks/exec-started',
    {
      action: 'exec_start',
      class_name: 'Process Activity',
      activity_name: 'Launch',
      words: 'was opened by an exec',
      stage: 'started',
    },
  ],
])
const EXEC_ENDED: Step = {
  action: 'exec_die',
  class_name: 'Process Activity',
  activity_name: 'Terminate',
  words: 'saw an exec end',
  stage: 'ended',
}

const REDUNDANT = new Map([
  ['/tasks/create', '/tasks/start says the same of this task, and that it runs'],
  ['/tasks/delete', '/tasks/exit says the same of its end; what is deleted here is only the record of it'],
  ['/tasks/exec-added', '/tasks/exec-started says the same of this exec, and that it runs'],
])

const ENDS = new Set(['die', 'destroy'])

export const isOfContainer = ({ topic }: ContainerdEvent): boolean => STEPS.has(topic) || REDUNDANT.has(topic)

/** Throws RecordError. */
export function containerTold(event: ContainerdEvent): Told | Redundant {
  const redundant = REDUNDANT.get(event.topic)
  if (redundant !== undefined) return { redundant }
  const { topic, namespace, held, record } = event
  const id = identityAt(record, topic.startsWith('/tasks/') ? 'Event.container_id' : 'Event.id')
  const exec_id = execOf(event, id)
  const ofExec = topic === '/tasks/exit' && exec_id !== undefined
  const { action, stage, words, ...classed } = ofExec ? EXEC_ENDED : (STEPS.get(topic) as Step)
  const uid = containerUid(namespace, id)
  const pid = numberAt(held, 'pid')
  // containerd leaves out what is 0.
  const exit_code = topic === '/tasks/exit' ? (numberAt(held, 'exit_status') ?? 0) : undefined
  const image = imageOf(held)
  const kubernetes = kubernetesOf(namespace, objectAt(held, 'labels') ?? {})
  return {
    ...classed,
    operation: `container ${action}`,
    message: `container ${label(id)} of namespace ${namespace} ${words}${exit_code === undefined ? '' : ` (exit code ${exit_code})`}`,
    details: present({ pid, exit_code }),
    // An exec's id is whatever its caller likes, and may come again: the process makes it one of a kind.
    ...(exec_id !== undefined && { operation_uid: `${uid}/${exec_id}/${pid ?? ''}` }),
    entities: [
      recorded('container', uid, 'target', id),
      ...recordedIf('image', image, 'context'),
      ...podEntities(kubernetes),
    ],
    facts: [
      ...inNamespace(uid, namespace),
      // Only when it is created: later the name of the image may stand for another one.
      ...(action === 'create' && image !== undefined ? [madeFromImage(containerThing(uid), image)] : []),
      ...partOfPod(uid, kubernetes),
      ...(ENDS.has(action) ? [containerEnded(uid)] : []),
    ],
    derived: present({
      action,
      namespace,
      stage,
      exec_id,
      exit_code,
      container: present({ id, image }),
      kubernetes,
    }),
  }
}

function imageOf(held: JsonObject): string | undefined {
  const written = textAt(held, 'image')
  return written === undefined ? undefined : imageReference(written)
}

/** Of a process beside the container's own: the end of either is told by one topic. */
function execOf({ topic, held }: ContainerdEvent, container: string): string | undefined {
  if (topic === '/tasks/exec-started') return textAt(held, 'exec_id')
  const id = topic === '/tasks/exit' ? textAt(held, 'id') : undefined
  return id === container ? undefined : id
}

export const label = (id: string): string => (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id)
