/** How a container is made, as `ctr containers info` prints it: its specification, its labels, and, by them, whose it is. */
import {
  containerThing,
  identityAt,
  imageReference,
  isObject,
  madeFromImage,
  objectAt,
  partOfPod,
  podEntities,
  present,
  RecordError,
  recorded,
  recordedIf,
  runsOn,
  specWords,
  textAt,
  timeAt,
  type JsonObject,
} from 'tallyman/source'
import { label } from './container-event.ts'
import { containerUid, inNamespace, KUBERNETES, kubernetesOf } from './identity.ts'
import type { Told } from './told.ts'

interface Info {
  readonly info: JsonObject
  /** Epoch milliseconds. */
  readonly time: number
  readonly namespace: string | undefined
  readonly node: string | undefined
}

const MARK = 'containerd-snapshot'

export const isInfo = (record: JsonObject): boolean => record['tallyman'] === MARK || isBare(record)

const isBare = ({ ID, Runtime, Snapshotter, CreatedAt }: JsonObject): boolean =>
  typeof ID === 'string' && isObject(Runtime) && typeof Snapshotter === 'string' && typeof CreatedAt === 'string'

/** Throws RecordError. */
export function readInfo(record: JsonObject): Info {
  if (record['tallyman'] !== MARK) {
    const times = ['CreatedAt', 'UpdatedAt'].map((name) => Date.parse(textAt(record, name) ?? ''))
    const time = Math.max(...times.filter((each) => each > 0))
    // It was taken after all times that stand in it.
    return {
      info: record,
      time: Number.isFinite(time) ? time : timeAt(record, 'CreatedAt'),
      namespace: likelyNamespace(record),
      node: undefined,
    }
  }
  const info = objectAt(record, 'object')
  if (!info || !isBare(info)) throw new RecordError('object', 'what `ctr containers info` prints', record['object'])
  return {
    info,
    time: timeAt(record, 'time'),
    namespace: textAt(record, 'namespace') ?? likelyNamespace(info),
    node: textAt(record, 'node'),
  }
}

/** containerd does not print it. Its users leave their marks, and `ctr` and nerdctl name the control group after it. */
function likelyNamespace(info: JsonObject): string | undefined {
  const labels = objectAt(info, 'Labels') ?? {}
  if (Object.hasOwn(labels, 'io.cri-containerd.kind')) return KUBERNETES
  if (Object.hasOwn(labels, 'com.docker/engine.bundle.path')) return 'moby'
  const told = labels['nerdctl/namespace']
  if (typeof told === 'string' && told !== '') return told
  const [, namespace, id] =
    /^\/([A-Za-z0-9._-]{1,76})\/([^/]{1,76})$/.exec(textAt(info, 'Spec.linux.cgroupsPath') ?? '') ?? []
  return id !== undefined && id === info['ID'] ? namespace : undefined
}

/** Throws RecordError. */
export function infoTold({ info, namespace, node }: Info): Told {
  const id = identityAt(info, 'ID')
  const uid = containerUid(namespace, id)
  const labels = objectAt(info, 'Labels') ?? {}
  const kind = labels['io.cri-containerd.kind']
  const kubernetes = kubernetesOf(namespace, labels)
  const written = textAt(info, 'Image')
  const image = written === undefined ? undefined : imageReference(written)
  const { command, host_config, ...settings } = specWords(objectAt(info, 'Spec') ?? {})
  const name = kubernetes?.container ?? id
  const created = Date.parse(textAt(info, 'CreatedAt') ?? '')
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'container inspect',
    message: [`container ${label(name)}`, namespace && `in namespace ${namespace}`, image && `of image ${image}`]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(command !== undefined && { command }),
    details: present({ created_time: created > 0 ? created : undefined }),
    entities: [
      recorded('container', uid, 'target', name),
      ...recordedIf('image', image, 'context'),
      ...podEntities(kubernetes),
      ...recordedIf('node', node, 'context'),
    ],
    facts: [
      ...inNamespace(uid, namespace),
      ...(image === undefined ? [] : [madeFromImage(containerThing(uid), image)]),
      ...partOfPod(uid, kubernetes),
      ...(node === undefined ? [] : [runsOn(uid, node)]),
    ],
    derived: present({
      action: 'inspect',
      namespace,
      command,
      container: present({ id, name, image, kind: typeof kind === 'string' ? kind : undefined, ...settings }),
      host_config,
      kubernetes,
    }),
  }
}
