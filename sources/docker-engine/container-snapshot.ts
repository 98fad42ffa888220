/** How a container is made: what it runs, as whom, and what of the host it was given. */
import {
  containerThing,
  grantsOf,
  identityAt,
  imageId,
  imageReference,
  kubeletLabels,
  madeFromImage,
  numberAt,
  objectAt,
  ownedByService,
  partOfPod,
  podEntities,
  present,
  runsOn,
  textAt,
  textsAt,
  valueAt,
  type HostConfig,
  type JsonObject,
} from 'tallyman/source'
import { containerEntity, imageEntity, networkEntity } from './entities.ts'
import { hostConfigOf } from './host-config.ts'
import { mountsOf } from './mounts.ts'
import { attachments, networksOf } from './networks.ts'
import type { Snapshot, Told } from './told.ts'

export function containerSnapshot({ object, node }: Snapshot): Told {
  const id = identityAt(object, 'Id')
  const name = textAt(object, 'Name')?.replace(/^\//, '')
  const written = textAt(object, 'Config.Image')
  const image = written === undefined ? undefined : imageReference(written)
  const image_id = imageIdOf(object)
  const labels = objectAt(object, 'Config.Labels') ?? {}
  const kubernetes = kubeletLabels(labels)
  const networks = networksOf(object)
  const joined = networks.flatMap(({ id: uid, name: network }) => (uid === undefined ? [] : [{ uid, name: network }]))
  const images = new Set([image, image_id].filter((uid) => uid !== undefined))
  const command = [textAt(object, 'Path') ?? '', ...textsAt(object, 'Args')].join(' ').trim()
  const status = textAt(object, 'State.Status')
  const host_config = hostConfigOf(object)
  return {
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'container inspect',
    message: [`container ${name ?? id.slice(0, 12)}`, written && `of image ${written}`, status && `is ${status}`]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(command !== '' && { command }),
    details: lifeOf(object),
    entities: [
      containerEntity(id, name),
      ...[...images].map((uid) => imageEntity(uid, 'context', image)),
      ...joined.map(({ uid, name: network }) => networkEntity(uid, network, 'context')),
      ...podEntities(kubernetes),
    ],
    facts: [
      ...(image_id === undefined ? [] : [madeFromImage(containerThing(id), image_id, image)]),
      ...partOfPod(id, kubernetes),
      ...ownedByService(id, labels),
      ...attachments(id, networks),
      ...(node === undefined ? [] : [runsOn(id, node)]),
    ],
    derived: present({
      action: 'inspect',
      command: command === '' ? undefined : command,
      container: present({
        id,
        name,
        image,
        image_id,
        status,
        networks: networks.map((network) => network.name),
        // Rules cannot count: two are a bridge between two segments.
        network_count: networks.length,
        ...settingsOf(object),
      }),
      host_config,
      kubernetes,
      ...heldAgainstPod(kubernetes?.container, object, host_config, command),
    }),
  }
}

/** In OCSF's names, epoch milliseconds; the engine writes the year 1 for what has not happened. */
function lifeOf(object: JsonObject): JsonObject {
  const timeOf = (path: string): number | undefined => {
    const time = Date.parse(textAt(object, path) ?? '')
    return time > 0 ? time : undefined
  }
  const ended = textAt(object, 'State.Status') === 'exited'
  return present({
    created_time: timeOf('Created'),
    start_time: timeOf('State.StartedAt'),
    end_time: ended ? timeOf('State.FinishedAt') : undefined,
    exit_code: ended ? numberAt(object, 'State.ExitCode') : undefined,
  })
}

/** What a pod's specification can be held against. */
const heldAgainstPod = (of: string | undefined, object: JsonObject, config: HostConfig, command: string): JsonObject =>
  of === undefined
    ? {}
    : { grants: grantsOf(of, config, isRoot(object)), ...(command !== '' && { ran: `${of}: ${command}` }) }

const isRoot = (object: JsonObject): boolean => /^(?:0|root)?(?::|$)/.test(textAt(object, 'Config.User') ?? '')

const imageIdOf = (object: JsonObject): string | undefined => {
  const id = textAt(object, 'Image')
  return id === undefined ? undefined : imageId(id)
}

/** As the engine words them; what is dangerous of it stands in `host_config`. */
const settingsOf = (object: JsonObject): JsonObject => ({
  user: textAt(object, 'Config.User'),
  privileged: valueAt(object, 'HostConfig.Privileged') === true,
  pid_mode: textAt(object, 'HostConfig.PidMode'),
  ipc_mode: textAt(object, 'HostConfig.IpcMode'),
  uts_mode: textAt(object, 'HostConfig.UTSMode'),
  userns_mode: textAt(object, 'HostConfig.UsernsMode'),
  cgroupns_mode: textAt(object, 'HostConfig.CgroupnsMode'),
  network_mode: textAt(object, 'HostConfig.NetworkMode'),
  mounts: mountsOf(object),
  cap_add: textsAt(object, 'HostConfig.CapAdd'),
  security_opt: textsAt(object, 'HostConfig.SecurityOpt'),
  restart_policy: textAt(object, 'HostConfig.RestartPolicy.Name'),
})
