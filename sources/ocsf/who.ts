/** Who acted, in which process, in which container on which host, and on what, in the objects of OCSF. */
import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  recordedIf,
  taggedImage,
  textAt,
  type Entity,
  type JsonObject,
  type Process,
  type Whereabouts,
} from 'tallyman/source'
import { classOf } from './class.ts'

/** The process that an event is about, or else the one that acted. */
const processAt = (raw: JsonObject): JsonObject | undefined =>
  classOf(raw) === 'Process Activity' ? objectAt(raw, 'process') : objectAt(raw, 'actor.process')

export function processOf(raw: JsonObject): Process | undefined {
  const process = processAt(raw)
  if (!process) return undefined
  const parent =
    objectAt(process, 'parent_process') ?? (process === raw['process'] ? objectAt(raw, 'actor.process') : undefined)
  return {
    ...imageOf(process),
    cwd: textAt(process, 'working_directory'),
    user: textAt(process, 'user.name') ?? textAt(raw, 'actor.user.name'),
    pid: numberAt(process, 'pid'),
    ppid: numberAt(parent, 'pid'),
    parent: parent && imageOf(parent),
  }
}

const imageOf = (process: JsonObject): Pick<Process, 'exe' | 'command'> => ({
  exe: textAt(process, 'file.path') ?? textAt(process, 'path'),
  command: textAt(process, 'cmd_line'),
})

/** Not known to be another system: many producers leave it out. */
export function isLinux(raw: JsonObject): boolean {
  const system = textAt(raw, 'device.os.type') ?? textAt(raw, 'device.os.name')
  return system === undefined ? (processOf(raw)?.exe ?? '/').startsWith('/') : /linux/i.test(system)
}

export function whereaboutsOf(raw: JsonObject): Whereabouts {
  const places = [objectAt(processAt(raw), 'container'), objectAt(raw, 'device.container'), objectAt(raw, 'container')]
  const container = places.find((each) => textAt(each, 'uid') !== undefined)
  const id = textAt(container, 'uid')
  const [image, imageId] = [textAt(container, 'image.name'), textAt(container, 'image.uid')]
  const tag = textAt(container, 'image.tag') ?? textAt(container, 'tag')
  return {
    user: isOfHost(raw) ? (textAt(processAt(raw), 'user.name') ?? textAt(raw, 'actor.user.name')) : undefined,
    ...(id !== undefined && {
      container: {
        id,
        name: textAt(container, 'name'),
        image: taggedImage(image, tag),
        digest: imageId,
      },
    }),
    node: textAt(raw, 'device.hostname') ?? textAt(raw, 'device.name'),
  }
}

/** Categories Identity & Access Management and Application: there a name is one person everywhere, and not each host's own. */
const SHARED = new Set([3, 6])
const isOfHost = ({ class_uid }: JsonObject): boolean =>
  typeof class_uid === 'number' && !SHARED.has(Math.floor(class_uid / 1000))

/** A principal of an interface, what was done to which resources, and the session. */
export function othersOf(raw: JsonObject): Entity[] {
  const [uid, name] = [textAt(raw, 'actor.user.uid'), textAt(raw, 'actor.user.name')]
  const isAccount = name?.startsWith('system:') === true
  return [
    ...(isOfHost(raw) ? [] : recordedIf('principal', isAccount ? name : (uid ?? name), 'actor', name)),
    ...recordedIf('session', textAt(raw, 'actor.session.uid'), 'context'),
    ...listAt(raw, 'resources').flatMap((resource) => (isObject(resource) ? resourceOf(resource) : [])),
  ]
}

/** As Kubernetes names them where there is a namespace, so that a pod is the same pod. */
function resourceOf(resource: JsonObject): Entity[] {
  const [type, namespace, name] = ['type', 'namespace', 'name'].map((part) => textAt(resource, part))
  const uid = textAt(resource, 'uid')
  if (namespace === undefined || name === undefined) return recordedIf('resource', uid ?? name, 'target', name)
  const isPod = /^pods?$/i.test(type ?? '')
  return [
    ...recordedIf(
      isPod ? 'pod' : 'resource',
      isPod ? `${namespace}/${name}` : `${type ?? 'resource'}/${namespace}/${name}`,
      'target',
      name,
    ),
    ...recordedIf('namespace', namespace, 'context'),
  ]
}
