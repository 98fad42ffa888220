/** What a responder needs leave for, in the words of the API that gives it; and the ClusterRole made from that. */
import { z } from 'zod'

/** A rule of Kubernetes RBAC. */
export interface KubernetesPermission {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
}

/** Calls of the container engine's API: `POST /containers/{id}/pause`. */
export interface EnginePermission {
  readonly engine: readonly string[]
}

/** What is read on a node itself. */
export interface HostPermission {
  readonly host: readonly string[]
}

export type Permission = KubernetesPermission | EnginePermission | HostPermission

const words = z.array(z.string()).min(1).readonly()
export const permissionShape = z.union([
  z.strictObject({ apiGroups: words, resources: words, verbs: words }),
  z.strictObject({ engine: words }),
  z.strictObject({ host: words }),
])

const KUBERNETES = 'kubernetes'

/** One thing to have leave for, in one string: `kubernetes get pods/log`, `engine POST /containers/{id}/pause`. */
export const kubernetesKey = (verb: string, group: string, resource: string): string =>
  `${KUBERNETES} ${verb} ${group === '' ? resource : `${resource}.${group}`}`

/** Each single thing that `permissions` give leave for, so that two lists can be compared. */
export function permissionKeys(permissions: readonly Permission[]): string[] {
  return permissions.flatMap((permission) => {
    if ('engine' in permission) return permission.engine.map((call) => `engine ${call}`)
    if ('host' in permission) return permission.host.map((what) => `host ${what}`)
    const { apiGroups, resources, verbs } = permission
    return apiGroups.flatMap((group) =>
      resources.flatMap((resource) => verbs.map((verb) => kubernetesKey(verb, group, resource))),
    )
  })
}

/** The one ClusterRole that lets all of these be done, and nothing else. */
export function clusterRoleOf(name: string, permissions: readonly Permission[]): object {
  const byResource = new Map<string, { group: string; resource: string; verbs: Set<string> }>()
  for (const permission of permissions) {
    if (!('verbs' in permission)) continue
    for (const group of permission.apiGroups)
      for (const resource of permission.resources) {
        const rule = byResource.get(`${group}/${resource}`) ?? { group, resource, verbs: new Set<string>() }
        for (const verb of permission.verbs) rule.verbs.add(verb)
        byResource.set(`${group}/${resource}`, rule)
      }
  }
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'tallyman' } },
    rules: [...byResource.entries()]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { group, resource, verbs }]) => ({
        apiGroups: [group],
        resources: [resource],
        verbs: [...verbs].toSorted(),
      })),
  }
}
