/** Who and what an alert of Falco is about. */
import { recorded, recordedIf, type Entity, type Fact } from 'tallyman/source'
import type { FalcoAlert } from './alert.ts'

/**
 * Falco names a container by the first twelve digits of its id, unless its rules print `container.full_id`. They stand as the
 * record has them; attribution completes them where it knows one container that begins so, and marks that as inferred.
 */
export function containerOf({
  field,
}: FalcoAlert): { id: string; name: string | undefined; image: string | undefined } | undefined {
  const id = field('container.full_id') ?? field('container.id')
  if (id === undefined || id === 'host') return undefined
  return { id, name: field('container.name'), image: imageOf(field) }
}

function imageOf(field: FalcoAlert['field']): string | undefined {
  const [repository, tag] = [field('container.image.repository'), field('container.image.tag')]
  if (repository === undefined) return field('container.image')
  return tag === undefined ? repository : `${repository}:${tag}`
}

export function podOf({ field }: FalcoAlert): { namespace: string; pod: string } | undefined {
  const [namespace, pod] = [field('k8s.ns.name'), field('k8s.pod.name')]
  return namespace === undefined || pod === undefined ? undefined : { namespace, pod }
}

/** Of a container's id, as Falco and people write it. */
const SHORT_ID = 12

export function entitiesOf(alert: FalcoAlert): Entity[] {
  // Where another plug-in runs says nothing of where its events come from.
  if (alert.source === 'k8s_audit') return requestEntities(alert)
  return alert.source === 'syscall' ? [...userEntities(alert), ...placeEntities(alert)] : []
}

/** Every container has a root: a user of an operating system is somebody only together with where. */
function userEntities(alert: FalcoAlert): Entity[] {
  const user = alert.field('user.name')
  const where = containerOf(alert)?.id.slice(0, SHORT_ID) ?? alert.hostname
  return user === undefined || where === undefined ? [] : [recorded('principal', `${user}@${where}`, 'actor', user)]
}

function placeEntities(alert: FalcoAlert): Entity[] {
  const [container, of] = [containerOf(alert), podOf(alert)]
  const namespace = alert.field('k8s.ns.name')
  return [
    ...(container ? [recorded('container', container.id, 'target', container.name)] : []),
    ...(of ? [recorded('pod', `${of.namespace}/${of.pod}`, container ? 'context' : 'target', of.pod)] : []),
    ...recordedIf('namespace', namespace, 'context'),
    ...recordedIf('image', container?.image, 'context'),
    ...recordedIf('node', alert.hostname, 'context'),
  ]
}

/** Rules over the Kubernetes audit log: the same person and target that the source of that log names. */
function requestEntities({ field }: FalcoAlert): Entity[] {
  const [user, type] = [field('ka.user.name'), field('ka.target.resource')]
  const [namespace, name] = [field('ka.target.namespace'), field('ka.target.name')]
  return [
    ...recordedIf('principal', user, 'actor'),
    ...(type === undefined || name === undefined ? [] : [targetOf(type, namespace, name)]),
    ...(namespace === undefined || type === 'namespaces' ? [] : [recorded('namespace', namespace, 'context')]),
  ]
}

const WORKLOADS = new Set([
  'deployments',
  'replicasets',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
  'replicationcontrollers',
])

function targetOf(type: string, namespace: string | undefined, name: string): Entity {
  if (type === 'namespaces') return recorded('namespace', name, 'target')
  if (type === 'nodes') return recorded('node', name, 'target')
  if (namespace === undefined) return recorded('resource', `${type}/${name}`, 'target', name)
  if (type === 'pods') return recorded('pod', `${namespace}/${name}`, 'target', name)
  return WORKLOADS.has(type)
    ? recorded('workload', `${namespace}/${type.slice(0, -1)}/${name}`, 'target', name)
    : recorded('resource', `${type}/${namespace}/${name}`, 'target', name)
}

export function factsOf(alert: FalcoAlert): Fact[] {
  const [container, of] = [containerOf(alert), podOf(alert)]
  if (!container) return []
  const subject = { type: 'container', uid: container.id } as const
  return [
    ...(of
      ? [
          {
            subject,
            relation: 'part-of',
            object: { type: 'pod', uid: `${of.namespace}/${of.pod}`, name: of.pod },
          } as const,
        ]
      : []),
    ...(alert.hostname === undefined
      ? []
      : [{ subject, relation: 'runs-on', object: { type: 'node', uid: alert.hostname } } as const]),
  ]
}
