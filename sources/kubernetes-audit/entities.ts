/** The things that a request is about: who acts, from where, on what. */
import {
  boundPrincipals,
  podContainerUid,
  recorded,
  recordedIf,
  serviceAccountName,
  textAt,
  textsAt,
  workloadUid,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import type { Telling } from './derived.ts'
import { containersOf, newEphemeral, podOf } from './object.ts'
import { credentialOf } from './principal.ts'
import { isSession, type Request } from './request.ts'

/** The kinds that run pods, by the plural that the API calls them. */
const WORKLOADS = new Map([
  ['deployments', 'deployment'],
  ['replicasets', 'replicaset'],
  ['statefulsets', 'statefulset'],
  ['daemonsets', 'daemonset'],
  ['jobs', 'job'],
  ['cronjobs', 'cronjob'],
  ['replicationcontrollers', 'replicationcontroller'],
])

/** Its uid, where the resource is such a kind. */
export function workloadOf(type: string, namespace: string, name: string): string | undefined {
  const kind = WORKLOADS.get(type)
  return kind === undefined ? undefined : workloadUid(namespace, kind, name)
}

export function entitiesOf(record: JsonObject, telling: Telling): Entity[] {
  const { request, requester, impersonated } = telling
  const { namespace } = request
  const session = isSession(request) ? textAt(record, 'auditID') : undefined
  const found = [
    ...(requester.name === '' ? [] : [recorded('principal', requester.name, 'actor')]),
    ...origins(record),
    ...recordedIf('pod', podOfToken(record, requester), 'origin'),
    ...targets(record, request),
    ...(namespace === undefined || aboutNamespace(request) ? [] : [recorded('namespace', namespace, 'context')]),
    ...recordedIf('session', session, 'context'),
    ...(impersonated && impersonated.name !== '' ? [recorded('principal', impersonated.name, 'context')] : []),
    ...context(record, telling),
  ]
  const unique = new Map(found.map((each) => [`${each.role} ${each.type} ${each.uid}`, each]))
  return [...unique.values()]
}

/** The pod that the token was made for, which is where it comes from unless it was taken. */
const podOfToken = (record: JsonObject, requester: Telling['requester']): string | undefined =>
  textAt(credentialOf(record, requester), 'pod')

/** The client says the first address where it came through a proxy; the last one is who connected. */
function origins(record: JsonObject): Entity[] {
  const [first, ...more] = textsAt(record, 'sourceIPs').filter((address) => address !== '')
  const last = more.at(-1)
  return [
    ...recordedIf('address', first, 'origin'),
    ...(last === undefined || last === first ? [] : [recorded('address', last, 'context')]),
  ]
}

function targets(record: JsonObject, request: Request): Entity[] {
  const { type, namespace, name, verb } = request
  if (type === undefined) return []
  // A look at all of a kind is about where it looks; a deletion is about what it deletes.
  if (name === undefined && verb === 'deletecollection') return [collection(type, namespace)]
  if (aboutNamespace(request))
    return [recorded('namespace', name ?? namespace ?? '', 'target')].filter(({ uid }) => uid !== '')
  if (name === undefined) return []
  if (type === 'nodes') return [recorded('node', name, 'target')]
  if (namespace === undefined) return [recorded('resource', `${type}/${name}`, 'target', name)]
  const workload = workloadOf(type, namespace, name)
  if (workload !== undefined) return [recorded('workload', workload, 'target', name)]
  if (type !== 'pods') return [recorded('resource', `${type}/${namespace}/${name}`, 'target', name)]
  const pod = `${namespace}/${name}`
  const container = request.query.get('container') ?? ''
  const added = newEphemeral(record, request).map((each) => textAt(each, 'name') ?? '')
  const containers = [...(isSession(request) ? [container] : []), ...added].filter((each) => each !== '')
  return [
    recorded('pod', pod, 'target', name),
    ...containers.map((each) => recorded('container', podContainerUid(pod, each), 'target', each)),
  ]
}

/** A namespace itself, or a look at all of a kind in it. */
const aboutNamespace = ({ type, name, verb }: Request): boolean =>
  type === 'namespaces' || (type !== undefined && name === undefined && verb !== 'deletecollection')

const collection = (type: string, namespace: string | undefined): Entity =>
  recorded('resource', namespace === undefined ? type : `${type}/${namespace}`, 'target')

/** What else it names: images and nodes of pods, accounts that get a token or a role. Many share an image: it is context. */
function context(record: JsonObject, { request, object }: Telling): Entity[] {
  const { verb, resource, namespace, name } = request
  if (resource === 'serviceaccounts/token' && namespace !== undefined && name !== undefined)
    return [recorded('principal', serviceAccountName(namespace, name), 'context')]
  if (!object || verb === 'get' || verb === 'list' || verb === 'watch') return []
  const { shown } = object
  const pod = podOf(object, request)
  const added = newEphemeral(record, request)
  const images = (added.length > 0 ? added : containersOf(shown, pod)).map(
    (container) => textAt(container, 'image') ?? '',
  )
  const node = textAt(pod, 'nodeName') ?? (resource === 'pods/binding' ? textAt(shown, 'target.name') : undefined)
  return [
    ...images.filter((image) => image !== '').map((image) => recorded('image', image, 'context')),
    ...recordedIf('node', node, 'context'),
    ...boundPrincipals(shown),
  ]
}
