/** What is watched of a cluster. Never secrets, nor config maps, which hold them too often. */

export interface Resource {
  /** As the API's paths call it. */
  readonly plural: string
  readonly kind: string
  /** The group versions that serve it, the one to prefer first: servers of ten years are out there. */
  readonly versions: readonly [string, ...string[]]
}

const resource = (plural: string, kind: string, ...versions: Resource['versions']): Resource => ({
  plural,
  kind,
  versions,
})

/** In an order in which what is said later rests on what was said before. */
export const RESOURCES: readonly Resource[] = [
  resource('namespaces', 'Namespace', 'v1'),
  resource('nodes', 'Node', 'v1'),
  resource('serviceaccounts', 'ServiceAccount', 'v1'),
  resource('clusterroles', 'ClusterRole', 'rbac.authorization.k8s.io/v1'),
  resource('roles', 'Role', 'rbac.authorization.k8s.io/v1'),
  resource('clusterrolebindings', 'ClusterRoleBinding', 'rbac.authorization.k8s.io/v1'),
  resource('rolebindings', 'RoleBinding', 'rbac.authorization.k8s.io/v1'),
  resource(
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
    'admissionregistration.k8s.io/v1beta1',
  ),
  resource(
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    'admissionregistration.k8s.io/v1',
    'admissionregistration.k8s.io/v1beta1',
  ),
  resource('networkpolicies', 'NetworkPolicy', 'networking.k8s.io/v1'),
  resource('cronjobs', 'CronJob', 'batch/v1', 'batch/v1beta1'),
  resource('jobs', 'Job', 'batch/v1'),
  resource('deployments', 'Deployment', 'apps/v1'),
  resource('daemonsets', 'DaemonSet', 'apps/v1'),
  resource('statefulsets', 'StatefulSet', 'apps/v1'),
  resource('replicasets', 'ReplicaSet', 'apps/v1'),
  resource('pods', 'Pod', 'v1'),
  resource('services', 'Service', 'v1'),
  resource('endpointslices', 'EndpointSlice', 'discovery.k8s.io/v1', 'discovery.k8s.io/v1beta1'),
  resource('events', 'Event', 'v1'),
]

/** Of all namespaces. The core group has a path of its own. */
export const pathOf = (version: string, { plural }: Resource): string =>
  `/${version.includes('/') ? 'apis' : 'api'}/${version}/${plural}`
