/** Request bodies of the `k8s` lane: what is written to the API server, with its managed fields and all. */
import type { Random } from '../random.ts'
import type { Pod } from './cluster.ts'

/** The metadata that every object carries. */
function makeMetadata(random: Random, pod: Pod, name: string): object {
  return {
    name,
    namespace: pod.namespace,
    uid: random.uuid(),
    resourceVersion: String(random.between(1_000_000, 90_000_000)),
    creationTimestamp: `2026-11-${String(random.between(1, 21)).padStart(2, '0')}T0${random.between(0, 10)}:12:07Z`,
    labels: {
      'app.kubernetes.io/name': pod.container,
      'app.kubernetes.io/instance': pod.workload,
      'pod-template-hash': random.suffix(10),
    },
    annotations: { 'checksum/config': random.hex(64), 'kubernetes.io/psp': 'restricted' },
    managedFields: [
      {
        manager: 'kube-controller-manager',
        operation: 'Update',
        apiVersion: 'v1',
        time: '2026-11-21T08:00:00Z',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app.kubernetes.io/name': {} }, 'f:ownerReferences': { '.': {} } },
          'f:spec': {
            'f:containers': { [`k:{"name":"${pod.container}"}`]: { '.': {}, 'f:image': {}, 'f:ports': {} } },
          },
        },
      },
    ],
  }
}

/** A pod as it is created. `bad` makes it one that should not be. */
export function makePodBody(random: Random, pod: Pod, bad: boolean): object {
  const security = bad
    ? { privileged: true, runAsUser: 0, capabilities: { add: ['SYS_ADMIN', 'NET_RAW'] } }
    : { allowPrivilegeEscalation: false, runAsNonRoot: true, readOnlyRootFilesystem: true }
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: makeMetadata(random, pod, pod.name),
    spec: {
      containers: [
        {
          name: pod.container,
          image: pod.image,
          ...(bad ? { command: ['/bin/sh', '-c', `nsenter -t 1 -m -- sh -c 'id > /tmp/${random.hex(6)}'`] } : {}),
          env: [
            { name: 'REGION', value: 'eu-1' },
            { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
            { name: 'JAVA_OPTS', value: `-Xmx${random.between(256, 4096)}m -Dfile.encoding="UTF-8"` },
          ],
          ports: [{ containerPort: random.between(3000, 9999), protocol: 'TCP' }],
          resources: {
            limits: { memory: `${random.between(1, 8)}Gi` },
            requests: { cpu: `${random.between(1, 9)}00m` },
          },
          livenessProbe: { httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' }, periodSeconds: 10 },
          securityContext: security,
        },
      ],
      volumes: bad
        ? [{ name: 'host', hostPath: { path: '/', type: '' } }]
        : [{ name: 'config', configMap: { name: pod.container } }],
      ...(bad ? { hostPID: true, hostNetwork: true } : {}),
      serviceAccountName: pod.container,
      nodeName: pod.node,
      tolerations: [
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ],
      priority: 0,
    },
    status: { phase: 'Pending', qosClass: 'Burstable' },
  }
}

/** The status that a kubelet reports of a pod. */
export function makePodStatus(random: Random, pod: Pod): object {
  const at = '2026-11-21T08:01:44Z'
  return {
    metadata: { uid: pod.uid },
    status: {
      phase: 'Running',
      podIP: pod.ip,
      conditions: ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
        (type) => ({
          type,
          status: random.chance(0.95) ? 'True' : 'False',
          lastTransitionTime: at,
          lastProbeTime: null,
        }),
      ),
      containerStatuses: [
        {
          name: pod.container,
          image: pod.image,
          imageID: `images.example.com/${pod.container}@${pod.digest}`,
          containerID: `containerd://${pod.containerId}`,
          ready: true,
          restartCount: random.between(0, 4),
          state: { running: { startedAt: at } },
        },
      ],
    },
  }
}

/** A lease, the most frequent write of all. */
export const makeLease = (random: Random, pod: Pod): object => ({
  kind: 'Lease',
  apiVersion: 'coordination.k8s.io/v1',
  metadata: makeMetadata(random, pod, pod.node),
  spec: {
    holderIdentity: pod.node,
    leaseDurationSeconds: 40,
    renewTime: `2026-11-21T08:00:${String(random.between(10, 60))}.${random.between(100000, 999999)}Z`,
  },
})

/** A cluster event (`Event` of v1), in the people's language now and then. */
export const makeClusterEvent = (random: Random, pod: Pod): object => ({
  kind: 'Event',
  apiVersion: 'v1',
  metadata: makeMetadata(random, pod, `${pod.name}.${random.hex(16)}`),
  involvedObject: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid },
  reason: random.pick(['Pulled', 'Created', 'Started', 'Unhealthy', 'BackOff']),
  message: random.chance(0.05)
    ? 'Readiness probe failed: délai dépassé\nconnexion refusée'
    : `Container image "${pod.image}" already present on machine`,
  source: { component: 'kubelet', host: pod.node },
  type: random.chance(0.8) ? 'Normal' : 'Warning',
  count: random.between(1, 90),
})
