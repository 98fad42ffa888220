/** The imagined cluster that all lanes speak of: its nodes, workloads, pods, images and people. */
import type { Random } from '../random.ts'

export interface Pod {
  namespace: string
  workload: string
  kind: string
  name: string
  uid: string
  ip: string
  node: string
  container: string
  image: string
  digest: string
  containerId: string
}

export interface Cluster {
  nodes: string[]
  pods: Pod[]
  people: string[]
  /** Service accounts and components, the busiest first. */
  machines: string[]
}

const namespaces = ['shop', 'payments', 'search', 'identity', 'ingress', 'monitoring', 'data', 'batch', 'kube-system']
const apps = 'web api cart checkout catalog worker ledger gateway indexer mailer sessions redis postgres kafka exporter'
const kinds = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job']

/** A cluster of 40 nodes and 400 pods. */
export function makeCluster(random: Random): Cluster {
  const nodes = Array.from({ length: 40 }, (_, at) => `node-${String(at).padStart(2, '0')}.eu-1.example.com`)
  return {
    nodes,
    pods: Array.from({ length: 400 }, () => makePod(random, nodes)),
    people: ['ana@example.com', 'ben@example.com', 'chloé@example.com', 'deploy-bot', 'dmitri@example.com'],
    machines: [
      ...nodes.map((node) => `system:node:${node}`),
      'system:kube-controller-manager',
      'system:kube-scheduler',
      'system:apiserver',
      ...namespaces.map((namespace) => `system:serviceaccount:${namespace}:default`),
      'system:serviceaccount:monitoring:prometheus',
      'system:serviceaccount:ingress:ingress-controller',
      'system:serviceaccount:kube-system:replicaset-controller',
      'system:serviceaccount:kube-system:endpointslice-controller',
      'system:serviceaccount:kube-system:generic-garbage-collector',
    ],
  }
}

export function makePod(random: Random, nodes: string[]): Pod {
  const namespace = random.pick(namespaces)
  const app = random.pick(apps.split(' '))
  const kind = random.pick(kinds)
  const workload = random.chance(0.3) ? `${app}-${random.pick(['v2', 'canary', 'eu', 'blue'])}` : app
  const ordinal = kind === 'StatefulSet' ? String(random.between(0, 5)) : `${random.suffix(10)}-${random.suffix(5)}`
  return {
    namespace,
    workload,
    kind,
    name: `${workload}-${ordinal}`,
    uid: random.uuid(),
    ip: `10.${random.between(0, 64)}.${random.between(0, 256)}.${random.between(1, 255)}`,
    node: random.pick(nodes),
    container: app,
    image: `images.example.com/${namespace}/${workload}:1.${random.between(0, 40)}.${random.between(0, 10)}`,
    digest: `sha256:${random.hex(64)}`,
    containerId: random.hex(64),
  }
}

/** The time of the record at an index: a few milliseconds apart, as an ISO 8601 text. */
export const timeAt = (index: number, random: Random): string =>
  new Date(Date.UTC(2026, 10, 21, 8) + index * 3 + random.between(0, 3)).toISOString()
