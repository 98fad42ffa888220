/** A container of a pod: what it was made from, what it runs, what it was given of the node, and how it ended. */
import {
  containerThing,
  identityAt,
  imageIs,
  kubeletLabels,
  madeFromImage,
  numberAt,
  objectAt,
  partOfPod,
  podEntities,
  present,
  recorded,
  recordedIf,
  runsOn,
  specWords,
  textAt,
  type Fact,
  type JsonObject,
  type KubeletLabels,
} from 'tallyman/source'
import { madeFrom, madeFromEntities, type MadeFrom } from './image.ts'
import { latest, timeAt } from './time.ts'
import type { Snapshot, Told } from './told.ts'

export function containerTold({ status, info, time, node }: Snapshot): Told {
  const id = identityAt(status, 'id')
  const name = textAt(status, 'metadata.name')
  const kubernetes = kubeletLabels(objectAt(status, 'labels') ?? {})
  const made = madeFrom(status)
  const state = (textAt(status, 'state') ?? '').replace('CONTAINER_', '').toLowerCase()
  const spec = objectAt(info, 'runtimeSpec')
  const { command, host_config, user, mounts } = spec ? specWords(spec) : {}
  const life = lifeOf(status)
  return {
    time: time ?? latest(status, ['createdAt', 'startedAt', 'finishedAt']),
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    // A list says less: what a container runs, and as whom, is not in it.
    operation: spec ? 'container inspect' : 'container list',
    message: [
      `container ${name ?? id.slice(0, 12)}`,
      kubernetes && `of pod ${kubernetes.namespace}/${kubernetes.pod}`,
      `is ${state}`,
    ]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(command !== undefined && { command }),
    details: present({ ...life, pid: numberAt(info, 'pid') || undefined }),
    entities: [
      recorded('container', id, 'target', name),
      ...madeFromEntities(made),
      ...podEntities(kubernetes),
      ...recordedIf('node', node, 'context'),
    ],
    facts: [...containerFacts(id, made, kubernetes), ...(node === undefined ? [] : [runsOn(id, node)])],
    derived: present({
      action: spec ? 'inspect' : 'list',
      command,
      container: present({
        id,
        name,
        ...made,
        state,
        // How often it was started anew.
        attempt: numberAt(status, 'metadata.attempt'),
        reason: textAt(status, 'reason'),
        exit_code: life.exit_code,
        sandbox: textAt(status, 'podSandboxId') ?? textAt(info, 'sandboxID'),
        user,
        mounts,
      }),
      host_config: host_config && {
        ...host_config,
        host_namespaces: [...new Set([...hostNamespaces(info), ...host_config.host_namespaces])],
      },
      kubernetes,
    }),
  }
}

export function containerFacts(id: string, made: MadeFrom, kubernetes: KubeletLabels | undefined): Fact[] {
  const { image, image_id, digest } = made
  const uid = image_id ?? digest ?? image
  return [
    ...(uid === undefined ? [] : [madeFromImage(containerThing(id), uid, image)]),
    ...(image_id === undefined || digest === undefined ? [] : [imageIs(digest, image_id)]),
    ...partOfPod(id, kubernetes),
  ]
}

/** In OCSF's names, epoch milliseconds. */
export function lifeOf(status: JsonObject) {
  const ended = textAt(status, 'state') === 'CONTAINER_EXITED'
  return {
    created_time: timeAt(status, 'createdAt'),
    start_time: timeAt(status, 'startedAt'),
    end_time: ended ? timeAt(status, 'finishedAt') : undefined,
    exit_code: ended ? numberAt(status, 'exitCode') : undefined,
  }
}

/** A container joins what its sandbox has, so that its own specification does not say it is the node's. */
function hostNamespaces(info: JsonObject): string[] {
  const options = objectAt(info, 'config.linux.security_context.namespace_options') ?? {}
  return ['pid', 'ipc', 'network'].filter((name) => options[name] === NODE)
}

/** Of CRI's NamespaceMode, as the runtime writes it. */
const NODE = 2
