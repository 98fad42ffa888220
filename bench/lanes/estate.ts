/** The mixed lane as real sensors write it: process starts of Tetragon, the audit log of Kubernetes, flows of Hubble; on and on, while pods come and go. */
import { Random } from '../random.ts'
import { type Cluster, makeCluster, makePod } from './cluster.ts'
import { makeExec } from './exec.ts'
import { makeFlow } from './flow.ts'
import { makeAudit } from './k8s.ts'

/** What the estate's three sensors write, each its own file. */
export interface Written {
  readonly file: 'tetragon.jsonl' | 'audit.jsonl' | 'hubble.jsonl'
  readonly line: string
}

/** After so many records one pod is another: new name, address and container. */
const TURNOVER = 200
const BAD = 0.02

/** Answers with the next record each time. The same seed gives the same bytes. 45 % process starts, 25 % audit events, 30 % flows. */
export function createEstate(seed = 20261121): () => Written {
  const random = new Random(seed)
  const cluster = makeCluster(random)
  let index = 0
  return () => {
    if (index % TURNOVER === TURNOVER - 1)
      cluster.pods[random.between(0, cluster.pods.length)] = makePod(random, cluster.nodes)
    const share = random.between(0, 100)
    const bad = random.chance(BAD)
    const [file, record] =
      share < 45
        ? start(random, cluster, index, bad)
        : share < 70
          ? audit(random, cluster, index, bad)
          : flow(random, cluster, index, bad)
    index++
    return { file, line: JSON.stringify(record) }
  }
}

type Make = (random: Random, cluster: Cluster, index: number, bad: boolean) => readonly [Written['file'], object]

interface Exec {
  readonly [name: string]: unknown
  readonly time: string
  readonly ProcessId: number
  readonly CommandLine: string
  readonly ParentProcessId: number
  readonly ParentCommandLine: string
  readonly container: { readonly id: string; readonly name: string; readonly image: string }
  readonly pod: { readonly namespace: string; readonly name: string; readonly workload: string; readonly kind: string }
}

/** The file that runs, and the rest of the line, as Tetragon parts them. */
const parted = (line: string): { binary: string; arguments?: string } => {
  const at = line.indexOf(' ')
  return at === -1 ? { binary: line } : { binary: line.slice(0, at), arguments: line.slice(at + 1) }
}

const start: Make = (random, cluster, index, bad) => {
  const told = makeExec(random, cluster, index, bad) as Exec
  const { container, pod } = told
  const common = {
    uid: told['Uid'],
    cwd: told['CurrentDirectory'],
    flags: told['flags'],
    start_time: nano(told.time),
    auid: 4_294_967_295,
  }
  const where = {
    pod: {
      namespace: pod.namespace,
      name: pod.name,
      container: {
        id: `containerd://${container.id}`,
        name: container.name,
        image: { id: `${container.image.split(':')[0]}@sha256:${container.id}`, name: container.image },
        start_time: '2026-11-21T07:00:00Z',
        pid: 12,
      },
      pod_labels: { app: container.name },
      workload: pod.workload,
      workload_kind: pod.kind,
    },
    docker: container.id.slice(0, 31),
  }
  const parentId = execId(told['Computer'], told.ParentProcessId)
  const process = {
    exec_id: told['ProcessGuid'],
    pid: told.ProcessId,
    ...common,
    ...parted(told.CommandLine),
    binary: told['Image'],
    ...where,
    parent_exec_id: parentId,
    refcnt: 1,
    tid: told.ProcessId,
    in_init_tree: random.chance(0.98),
  }
  const parent = {
    exec_id: parentId,
    pid: told.ParentProcessId,
    ...common,
    ...parted(told.ParentCommandLine),
    binary: told['ParentImage'],
    ...where,
    parent_exec_id: execId(told['Computer'], 1),
    refcnt: 2,
    tid: told.ParentProcessId,
    in_init_tree: true,
  }
  return ['tetragon.jsonl', { process_exec: { process, parent }, node_name: told['Computer'], time: nano(told.time) }]
}

const nano = (time: string): string => time.replace('Z', '000000Z')
const execId = (node: unknown, pid: number): string => Buffer.from(`${String(node)}:7:${pid}`).toString('base64')

const audit: Make = (random, cluster, index, bad) => {
  const {
    product: _,
    category: _1,
    service: _2,
    ...event
  } = makeAudit(random, cluster, index, bad) as { [name: string]: unknown }
  return ['audit.jsonl', event]
}

interface Connection {
  readonly [name: string]: unknown
  readonly time: string
  readonly SourceIp: string
  readonly DestinationIp: string
  readonly source: { readonly namespace: string; readonly workload: string }
  readonly destination: { readonly namespace?: string; readonly workload?: string }
}

const flow: Make = (random, cluster, index, bad) => {
  const told = makeFlow(random, cluster, index, bad) as Connection
  const end = (ip: string, { namespace, workload }: Connection['destination']): object => {
    const name = cluster.pods.find((pod) => pod.ip === ip)?.name
    if (name === undefined) return { identity: 2, labels: ['reserved:world'] }
    return {
      ID: random.between(1, 4000),
      identity: random.between(1000, 60000),
      namespace,
      labels: [
        `k8s:app=${workload}`,
        'k8s:io.cilium.k8s.policy.cluster=default',
        `k8s:io.kubernetes.pod.namespace=${namespace}`,
      ],
      pod_name: name,
      workloads: [{ name: workload, kind: 'Deployment' }],
    }
  }
  const isTcp = told['Protocol'] === 'tcp'
  const ports = { source_port: told['SourcePort'], destination_port: told['DestinationPort'] }
  return [
    'hubble.jsonl',
    {
      time: nano(told.time),
      uuid: random.uuid(),
      verdict: told['verdict'],
      ethernet: { source: '0a:58:0a:00:01:11', destination: '0a:58:0a:00:01:01' },
      IP: {
        source: told.SourceIp,
        destination: told.DestinationIp,
        ipVersion: told.DestinationIp.includes(':') ? 'IPv6' : 'IPv4',
      },
      l4: isTcp
        ? { TCP: { ...ports, flags: random.chance(0.5) ? { SYN: true } : { ACK: true, FIN: true } } }
        : { UDP: ports },
      source: end(told.SourceIp, told.source),
      destination: end(told.DestinationIp, told.destination),
      Type: 'L3_L4',
      node_name: told['Computer'],
      event_type: { type: 4, sub_type: 3 },
      traffic_direction: 'EGRESS',
      trace_observation_point: 'TO_STACK',
      is_reply: false,
      Summary: isTcp ? 'TCP Flags: SYN' : 'UDP',
    },
  ]
}
