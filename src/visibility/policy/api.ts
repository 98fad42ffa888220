/** The kinds that every Kubernetes API server has: their groups, and the verbs that reach them. */

/** The plural of a kind to its group; the core's is empty. */
const GROUPS: { readonly [group: string]: readonly string[] } = {
  '': [
    'bindings',
    'configmaps',
    'endpoints',
    'events',
    'limitranges',
    'namespaces',
    'nodes',
    'persistentvolumeclaims',
    'persistentvolumes',
    'pods',
    'podtemplates',
    'replicationcontrollers',
    'resourcequotas',
    'secrets',
    'serviceaccounts',
    'services',
  ],
  'admissionregistration.k8s.io': ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
  'apiextensions.k8s.io': ['customresourcedefinitions'],
  'apiregistration.k8s.io': ['apiservices'],
  apps: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'authentication.k8s.io': ['selfsubjectreviews', 'tokenreviews'],
  'authorization.k8s.io': [
    'localsubjectaccessreviews',
    'selfsubjectaccessreviews',
    'selfsubjectrulesreviews',
    'subjectaccessreviews',
  ],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'certificates.k8s.io': ['certificatesigningrequests'],
  'coordination.k8s.io': ['leases'],
  'discovery.k8s.io': ['endpointslices'],
  'networking.k8s.io': ['ingressclasses', 'ingresses', 'networkpolicies'],
  'node.k8s.io': ['runtimeclasses'],
  policy: ['poddisruptionbudgets'],
  'rbac.authorization.k8s.io': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  'scheduling.k8s.io': ['priorityclasses'],
  'storage.k8s.io': ['csidrivers', 'csinodes', 'storageclasses', 'volumeattachments'],
}
const GROUP_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(GROUPS).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group] as const)),
)
/** Groups that had a kind once, or have it as well. */
const ALSO: ReadonlyMap<string, string> = new Map([
  ['events', 'events.k8s.io'],
  ...['daemonsets', 'deployments', 'ingresses', 'networkpolicies', 'replicasets'].map(
    (kind) => [kind, 'extensions'] as const,
  ),
])

/** A namespace itself counts as being in it. */
const WITHOUT_NAMESPACE = new Set([
  'nodes',
  'persistentvolumes',
  ...[...GROUP_OF.keys()].filter((kind) => /^cluster|^self|^(?:subject|token).*reviews$|webhook|classes$/.test(kind)),
  'apiservices',
  'certificatesigningrequests',
  'csidrivers',
  'csinodes',
  'customresourcedefinitions',
  'volumeattachments',
])

/** The kinds whose objects hold a pod's specification. */
const POD_KINDS = new Set([
  'cronjobs',
  'daemonsets',
  'deployments',
  'jobs',
  'pods',
  'podtemplates',
  'replicasets',
  'replicationcontrollers',
  'statefulsets',
])

/** One kind, or a part of it: `pods` of the core, `pods/exec`. */
export interface Kind {
  readonly group: string
  readonly resource: string
  readonly subresource?: string
}

export const KINDS: readonly Kind[] = [...GROUP_OF].map(([resource, group]) => ({ group, resource }))

/** Every group that serves the kind; nothing where it is none of Kubernetes' own. */
export const groupsOf = (resource: string): readonly string[] | undefined => {
  const group = GROUP_OF.get(resource)
  return group === undefined ? undefined : [group, ALSO.get(resource) ?? []].flat()
}

/** Reads `pods/exec`, `deployments.apps`, `widgets.example.com/status`. */
export function kindOf(written: string): Kind {
  const [whole = '', subresource] = written.split('/', 2)
  const dot = whole.indexOf('.')
  const resource = dot < 0 ? whole : whole.slice(0, dot)
  const group = dot < 0 ? (GROUP_OF.get(resource) ?? '') : whole.slice(dot + 1)
  return { group, resource, ...(subresource !== undefined && { subresource }) }
}

/** As people and `derived.resource` write it: `pods/exec`. */
export const nameOf = ({ resource, subresource }: Kind): string =>
  subresource === undefined ? resource : `${resource}/${subresource}`

export const isNamespaced = ({ resource }: Kind): boolean => !WITHOUT_NAMESPACE.has(resource)
/** Whether the body of a request for it can hold a pod's specification. */
export const holdsPod = ({ resource, subresource }: Kind): boolean =>
  POD_KINDS.has(resource) && (subresource === undefined || subresource === 'ephemeralcontainers')

const ALL = ['create', 'update', 'patch', 'delete', 'deletecollection', 'get', 'list', 'watch']
/** SPDY opens a session by `create`, WebSocket by `get`. */
const SESSION = ['create', 'get']
const VERBS: ReadonlyMap<string, readonly string[]> = new Map([
  ['exec', SESSION],
  ['attach', SESSION],
  ['portforward', SESSION],
  ['log', ['get']],
  ['binding', ['create']],
  ['eviction', ['create']],
  ['token', ['create']],
  ['proxy', ['create', 'update', 'patch', 'delete', 'get']],
])

/** The verbs that the API server knows for it. */
export function verbsOf({ resource, subresource }: Kind): readonly string[] {
  if (subresource !== undefined) return VERBS.get(subresource) ?? ['get', 'update', 'patch']
  return resource.endsWith('reviews') || resource === 'bindings' ? ['create'] : ALL
}

/** Verbs whose requests have a body that says what is wanted. */
export const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch'])

/** The stage at which a request is told: what stays open is told when it starts. */
export const stageOf = ({ subresource }: Kind, verb: string): 'ResponseStarted' | 'ResponseComplete' =>
  verb === 'watch' || ['exec', 'attach', 'portforward', 'proxy', 'log'].includes(subresource ?? '')
    ? 'ResponseStarted'
    : 'ResponseComplete'
