/** The `k8s` lane: events of the Kubernetes audit log (audit.k8s.io/v1), about 2,250 bytes each. */
import type { Random } from '../random.ts'
import { type Cluster, type Pod, timeAt } from './cluster.ts'
import { makeClusterEvent, makeLease, makePodBody, makePodStatus } from './k8s-bodies.ts'

/** What somebody asked of the API server. */
interface Call {
  verb: string
  group: string
  resource: string
  subresource?: string
  agent: string
  code?: number
  query?: string
  body?: (random: Random, pod: Pod, bad: boolean) => object
}

const kubelet = 'kubelet/v1.34.2 (linux/amd64) kubernetes/4c4f3a5'
const manager = 'kube-controller-manager/v1.34.2 (linux/amd64) kubernetes/4c4f3a5'
const kubectl = 'kubectl/v1.34.1 (darwin/arm64) kubernetes/93248f9'
const agent = 'Go-http-client/2.0'

/** All day long, the most frequent first. */
const everyday: Call[] = [
  { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', agent: kubelet, body: makeLease },
  { verb: 'patch', group: '', resource: 'pods', subresource: 'status', agent: kubelet, body: makePodStatus },
  { verb: 'create', group: '', resource: 'events', agent: kubelet, body: makeClusterEvent },
  {
    verb: 'watch',
    group: '',
    resource: 'pods',
    agent,
    query: '?allowWatchBookmarks=true&timeoutSeconds=412&watch=true',
  },
  { verb: 'get', group: '', resource: 'configmaps', agent: manager },
  { verb: 'update', group: 'coordination.k8s.io', resource: 'leases', agent: manager, body: makeLease },
  { verb: 'list', group: 'apps', resource: 'deployments', agent, query: '?limit=500&resourceVersion=0' },
  { verb: 'patch', group: '', resource: 'nodes', subresource: 'status', agent: kubelet, body: makePodStatus },
  { verb: 'get', group: '', resource: 'services', agent },
  { verb: 'create', group: 'authentication.k8s.io', resource: 'tokenreviews', agent: kubelet },
  { verb: 'update', group: 'discovery.k8s.io', resource: 'endpointslices', agent: manager, body: makePodStatus },
  { verb: 'get', group: '', resource: 'pods', subresource: 'log', agent: kubectl, query: '?container=app&follow=true' },
  { verb: 'create', group: '', resource: 'pods', agent: manager, body: makePodBody },
  { verb: 'create', group: '', resource: 'pods', subresource: 'binding', agent: 'kube-scheduler/v1.34.2' },
  { verb: 'delete', group: '', resource: 'pods', agent: manager },
  {
    verb: 'update',
    group: 'apps',
    resource: 'replicasets',
    subresource: 'status',
    agent: manager,
    body: makePodStatus,
  },
  { verb: 'get', group: 'metrics.k8s.io', resource: 'pods', agent: 'kubectl-top/v0.7 (linux/amd64)' },
]

/** What is worth a look; nearly all of them match a rule of SigmaHQ. */
const suspicious: Call[] = [
  {
    verb: 'create',
    group: '',
    resource: 'pods',
    subresource: 'exec',
    agent: kubectl,
    query: '?command=%2Fbin%2Fsh&stdin=true&tty=true',
    code: 101,
  },
  { verb: 'create', group: '', resource: 'pods', agent: kubectl, body: makePodBody },
  { verb: 'list', group: '', resource: 'secrets', agent: kubectl, query: '?limit=500' },
  { verb: 'get', group: '', resource: 'secrets', agent: 'curl/8.14.1', code: 403 },
  { verb: 'delete', group: '', resource: 'events', agent: kubectl },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings', agent: kubectl },
  { verb: 'create', group: 'batch', resource: 'cronjobs', agent: kubectl, body: makePodBody },
  { verb: 'create', group: '', resource: 'serviceaccounts', agent: kubectl },
  { verb: 'delete', group: 'apps', resource: 'deployments', agent: kubectl },
  { verb: 'patch', group: 'admissionregistration.k8s.io', resource: 'mutatingwebhookconfigurations', agent: kubectl },
  { verb: 'list', group: '', resource: 'nodes', agent: 'python-requests/2.32', code: 401 },
]

/** One audit event; `bad` asks for one worth a look. What is undefined is not written. */
export function makeAudit(random: Random, cluster: Cluster, index: number, bad: boolean): object {
  const pod = random.pick(cluster.pods)
  const call = bad ? random.pick(suspicious) : random.often(everyday)
  const { verb, code = verb === 'create' ? 201 : 200 } = call
  const person = bad || call.agent === kubectl
  const requestObject = call.body?.(random, pod, bad)
  const time = timeAt(index, random).replace('Z', `${random.between(100, 999)}Z`)
  return {
    product: 'kubernetes',
    category: 'application',
    service: 'audit',
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: requestObject === undefined ? 'Metadata' : 'RequestResponse',
    auditID: `k8s-${index}`,
    stage: 'ResponseComplete',
    ...makeTarget(call, pod),
    verb,
    user: makeUser(random, cluster, person),
    impersonatedUser:
      person && random.chance(0.1) ? { username: 'system:admin', groups: ['system:masters'] } : undefined,
    sourceIPs: [person ? `198.51.100.${random.between(1, 255)}` : pod.ip],
    userAgent: call.agent,
    responseStatus: { metadata: {}, code },
    requestObject,
    responseObject: random.chance(0.35) ? requestObject : { kind: 'Status' },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: {
      'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
      'authorization.k8s.io/reason': `RBAC: allowed by ClusterRoleBinding "${pod.container}-binding" of ClusterRole "${pod.container}"`,
    },
  }
}

/** What a call is about, as a path and as a reference. */
function makeTarget({ verb, group, resource, subresource, query = '' }: Call, pod: Pod): object {
  const name = verb === 'list' || verb === 'watch' ? undefined : pod.name
  const base = group === '' ? '/api/v1' : `/apis/${group}/v1`
  const path = [base, 'namespaces', pod.namespace, resource, name, subresource].filter((part) => part !== undefined)
  const apiGroup = group === '' ? undefined : group
  return {
    requestURI: path.join('/') + query,
    objectRef: { resource, namespace: pod.namespace, name, apiGroup, apiVersion: 'v1', subresource },
  }
}

function makeUser(random: Random, cluster: Cluster, person: boolean): object {
  const username = person ? random.often(cluster.people) : random.often(cluster.machines)
  const groups = username.startsWith('system:node')
    ? ['system:nodes', 'system:authenticated']
    : ['system:authenticated']
  const extra = { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${random.hex(64)}`] }
  return { username, uid: random.uuid(), groups, extra }
}
