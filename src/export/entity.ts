/** Entities as OCSF's users, endpoints, containers, resources and observables; and the extension object for what it lacks. */
import { isIP } from 'node:net'
import type { Entity, EntityRole, EntityType } from '../model/entity.ts'
import { entityOf } from '../model/entity.ts'
import type { JsonObject } from '../model/record.ts'

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):(.+)$/

/** OCSF `user`. Kubernetes says by the name what it is. */
function userOf({ uid, name }: Entity): JsonObject {
  const type = SERVICE_ACCOUNT.test(uid) ? SERVICE : uid.startsWith('system:') ? SYSTEM : USER
  return { uid, name: name ?? uid, ...type }
}

const USER = { type_id: 1, type: 'User' }
const SYSTEM = { type_id: 3, type: 'System' }
const SERVICE = { type_id: 4, type: 'Service' }

/** OCSF's `ip_t` holds at most 40 letters. */
const isAddress = (text: string): boolean => text.length <= 40 && isIP(text) !== 0

/** OCSF `network_endpoint` of an address or of whatever else a call came from. */
export const endpointOf = ({ uid, name }: Entity): JsonObject => ({
  ...(isAddress(uid) ? { ip: uid } : { uid }),
  ...(name !== undefined && { name }),
})

/** OCSF `container` among these entities, with its image, where one is named. */
export function containerOf(entities: readonly Entity[]): JsonObject | undefined {
  const container = entities.find(({ type }) => type === 'container')
  if (!container) return undefined
  const image = entities.find(({ type }) => type === 'image')
  return {
    uid: container.uid,
    ...(container.name !== undefined && { name: container.name }),
    ...(image && { image: { uid: image.uid, ...(image.name !== undefined && { name: image.name }) } }),
    ...(entities.some(({ type }) => type === 'pod') && { orchestrator: 'Kubernetes' }),
  }
}

/** OCSF `device`, where a node is named. That it is a server or a virtual machine is not known. */
export function deviceOf(entities: readonly Entity[]): JsonObject | undefined {
  const node = entities.find(({ type }) => type === 'node')
  return node && { uid: node.uid, hostname: node.name ?? node.uid, type_id: 0, type: 'Unknown' }
}

/** OCSF `actor`, where a principal or a session is named. */
export function actorOf(entities: readonly Entity[]): JsonObject | undefined {
  const principal = entityOf(entities, 'actor', 'principal')
  const session = entities.find(({ type, role }) => type === 'session' && role !== 'target')
  if (!principal && !session) return undefined
  return { ...(principal && { user: userOf(principal) }), ...(session && { session: { uid: session.uid } }) }
}

const ROLES: { readonly [role in EntityRole]: { readonly role_id: number; readonly role: string } } = {
  target: { role_id: 1, role: 'Target' },
  actor: { role_id: 2, role: 'Actor' },
  origin: { role_id: 2, role: 'Actor' },
  context: { role_id: 4, role: 'Related' },
}

/** OCSF `resource_details`. */
export function resourceOf({ type, uid, name, role }: Entity): JsonObject {
  const namespace = /^([^/]+)\//.exec(uid)?.[1]
  return {
    uid,
    name: name ?? uid,
    type,
    ...ROLES[role],
    ...((type === 'pod' || type === 'workload') && namespace !== undefined && { namespace }),
    ...(type === 'address' && isAddress(uid) && { ip: uid }),
    ...(type === 'node' && { hostname: name ?? uid }),
  }
}

/** The numbers of OCSF `observable.type_id` for which it has a type of value; everything else is a resource. */
const OBSERVED: { readonly [type in EntityType]?: { readonly type_id: number; readonly type: string } } = {
  node: { type_id: 1, type: 'Hostname' },
  address: { type_id: 2, type: 'IP Address' },
  principal: { type_id: 4, type: 'User Name' },
}
const RESOURCE = { type_id: 10, type: 'Resource UID' }

/** OCSF `observables` that point at the uids of `list`, an array of the record whose elements stand in the entities' order. */
export const observablesOf = (entities: readonly Entity[], list: string): JsonObject[] =>
  entities.map(({ type, uid }, index) => ({
    name: `${list}[${index}].uid`,
    value: uid,
    ...((type !== 'address' || isAddress(uid)) && OBSERVED[type] ? OBSERVED[type] : RESOURCE),
  }))

/** What OCSF has no attributes for: it goes into `unmapped`, under the names that Kubernetes has for it. */
export function kubernetesOf(entities: readonly Entity[]): JsonObject {
  const uids = (type: EntityType): string[] => [
    ...new Set(entities.filter((one) => one.type === type).map(({ uid }) => uid)),
  ]
  const accounts = uids('principal').flatMap((uid) => {
    const [, namespace, name] = SERVICE_ACCOUNT.exec(uid) ?? []
    return namespace === undefined ? [] : [{ namespace, name }]
  })
  return {
    clusters: uids('cluster'),
    namespaces: uids('namespace'),
    pods: uids('pod'),
    workload_owners: uids('workload'),
    service_accounts: accounts,
  }
}
