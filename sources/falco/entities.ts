/** Who and what an alert of Falco is about. */
import type { Entity, EntityRole, Fact } from 'tallyman/source'
import type { FalcoAlert } from './alert.ts'

const entity = (type: Entity['type'], uid: string, role: EntityRole, name?: string): Entity => ({
  type,
  uid,
  ...(name !== undefined && name !== uid && { name }),
  role,
  known: 'recorded',
})

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

export function entitiesOf(alert: FalcoAlert): Entity[] {
  const { field, hostname, source } = alert
  const [container, of] = [containerOf(alert), podOf(alert)]
  const namespace = of?.namespace ?? field('k8s.ns.name')
  const node = hostname === undefined ? [] : [entity('node', hostname, 'context')]
  if (source === 'k8s_audit') return [...requestEntities(alert), ...node]
  const user = field('user.name')
  return [
    // Every container has a root: it is somebody only together with where.
    ...(user === undefined
      ? []
      : [entity('principal', `${user}@${container?.id ?? hostname ?? 'unknown'}`, 'actor', user)]),
    ...(container ? [entity('container', container.id, 'target', container.name)] : []),
    ...(of ? [entity('pod', `${of.namespace}/${of.pod}`, container ? 'context' : 'target', of.pod)] : []),
    ...(namespace === undefined ? [] : [entity('namespace', namespace, 'context')]),
    ...(container?.image === undefined ? [] : [entity('image', container.image, 'context')]),
    ...node,
  ]
}

/** Rules over the Kubernetes audit log: the same person and target that the audit log itself names. */
function requestEntities({ field }: FalcoAlert): Entity[] {
  const [user, resource] = [field('ka.user.name'), field('ka.target.resource')]
  const [namespace, name] = [field('ka.target.namespace'), field('ka.target.name')]
  const inNamespace = namespace === undefined ? [] : [entity('namespace', namespace, 'context')]
  const actor = user === undefined ? [] : [entity('principal', user, 'actor')]
  if (resource === undefined || name === undefined) return [...actor, ...inNamespace]
  if (resource === 'namespaces') return [...actor, entity('namespace', name, 'target')]
  const scoped = namespace === undefined ? name : `${namespace}/${name}`
  return [
    ...actor,
    resource === 'pods'
      ? entity('pod', scoped, 'target', name)
      : entity('resource', `${resource}/${scoped}`, 'target', name),
    ...inNamespace,
  ]
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
