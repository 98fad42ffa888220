/** How a container is made: what it runs, as whom, and what of the host it was given. */
import { listAt, objectAt, textAt, textsAt, valueAt, type Entity, type Fact, type JsonObject } from 'tallyman/source'
import {
  containerEntity,
  imageEntity,
  kubernetesOf,
  madeFrom,
  networkEntity,
  partOfPod,
  podEntities,
} from './entities.ts'
import { hostConfigOf } from './host-config.ts'
import { mountsOf } from './mounts.ts'
import { present } from './present.ts'
import type { Snapshot, Told } from './told.ts'

export function containerSnapshot({ object, node }: Snapshot): Told {
  const id = textAt(object, 'Id') ?? ''
  const name = textAt(object, 'Name')?.replace(/^\//, '')
  const image = textAt(object, 'Config.Image')
  const image_id = imageIdOf(object)
  const kubernetes = kubernetesOf(objectAt(object, 'Config.Labels') ?? {})
  const networks = networksOf(object)
  const command = [textAt(object, 'Path') ?? '', ...textsAt(object, 'Args')].join(' ').trim()
  const status = textAt(object, 'State.Status')
  const host_config = hostConfigOf(object)
  const entities: Entity[] = [
    containerEntity(id, name),
    ...(image === undefined ? [] : [imageEntity(image, 'context')]),
    ...(image_id === undefined || image_id === image ? [] : [imageEntity(image_id, 'context', image)]),
    ...networks.flatMap(({ id: uid, name: network }) =>
      uid === undefined ? [] : [networkEntity(uid, network, 'context')],
    ),
    ...podEntities(kubernetes),
  ]
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'container inspect',
    message: `container ${name ?? id.slice(0, 12)}${image === undefined ? '' : ` of image ${image}`}${status === undefined ? '' : ` is ${status}`}`,
    ...(command !== '' && { command }),
    entities,
    facts: factsOf(id, { image, image_id, networks, kubernetes, node }),
    derived: present({
      action: 'inspect',
      command: command === '' ? undefined : command,
      container: present({
        id,
        name,
        image,
        image_id,
        user: textAt(object, 'Config.User'),
        privileged: valueAt(object, 'HostConfig.Privileged') === true,
        pid_mode: textAt(object, 'HostConfig.PidMode'),
        ipc_mode: textAt(object, 'HostConfig.IpcMode'),
        uts_mode: textAt(object, 'HostConfig.UTSMode'),
        userns_mode: textAt(object, 'HostConfig.UsernsMode'),
        cgroupns_mode: textAt(object, 'HostConfig.CgroupnsMode'),
        network_mode: textAt(object, 'HostConfig.NetworkMode'),
        networks: networks.map((network) => network.name),
        mounts: mountsOf(object),
        cap_add: textsAt(object, 'HostConfig.CapAdd'),
        security_opt: textsAt(object, 'HostConfig.SecurityOpt'),
        restart_policy: textAt(object, 'HostConfig.RestartPolicy.Name'),
        healthcheck: healthcheckOf(object),
      }),
      host_config,
      kubernetes,
    }),
  }
}

interface Learnt {
  readonly image: string | undefined
  readonly image_id: string | undefined
  readonly networks: readonly Network[]
  readonly kubernetes: ReturnType<typeof kubernetesOf>
  readonly node: string | undefined
}

function factsOf(id: string, { image, image_id, networks, kubernetes, node }: Learnt): Fact[] {
  const subject = { type: 'container', uid: id } as const
  const from = image_id ?? image
  return [
    ...(from === undefined
      ? []
      : [
          madeFrom(subject, {
            type: 'image',
            uid: from,
            ...(image !== undefined && image !== from && { name: image }),
          }),
        ]),
    ...partOfPod(id, kubernetes),
    ...networks.flatMap(({ id: uid, name, address }): Fact[] => [
      ...(uid === undefined
        ? []
        : [{ subject, relation: 'attached-to' as const, object: { type: 'network' as const, uid, name } }]),
      ...(address === undefined
        ? []
        : [{ subject, relation: 'has-address' as const, object: { type: 'address' as const, uid: address } }]),
    ]),
    ...(node === undefined
      ? []
      : [{ subject, relation: 'runs-on' as const, object: { type: 'node' as const, uid: node } }]),
  ]
}

/** Engines before 1.10 leave the algorithm out. */
function imageIdOf(object: JsonObject): string | undefined {
  const id = textAt(object, 'Image')
  return id !== undefined && /^[0-9a-f]{64}$/.test(id) ? `sha256:${id}` : id
}

interface Network {
  readonly name: string
  readonly id?: string
  readonly address?: string
}

function networksOf(object: JsonObject): Network[] {
  return Object.entries(objectAt(object, 'NetworkSettings.Networks') ?? {}).map(([name, settings]) => {
    const id = textAt(settings, 'NetworkID')
    const address = textAt(settings, 'IPAddress')
    return { name, ...(id !== undefined && { id }), ...(address !== undefined && { address }) }
  })
}

/** The command line that its health check's execs will show; nothing where it has none, or it was switched off. */
export function healthcheckOf(object: JsonObject): string | undefined {
  const [form, ...words] = listAt(object, 'Config.Healthcheck.Test').filter((word) => typeof word === 'string')
  if (form === 'CMD') return words.join(' ')
  if (form === 'CMD-SHELL')
    return [
      ...(textsAt(object, 'Config.Shell').length > 0 ? textsAt(object, 'Config.Shell') : ['/bin/sh', '-c']),
      ...words,
    ].join(' ')
  return undefined
}
