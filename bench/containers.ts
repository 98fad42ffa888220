/** A population of containers in pods, and what the audit log, an engine, a sensor of processes and one of flows say of them: for the benchmark of attribution. */
import { dockerEngine } from '../sources/docker-engine/source.ts'
import { kubernetesAudit } from '../sources/kubernetes-audit/source.ts'
import { tetragon } from '../sources/tetragon/source.ts'
import { zeek } from '../sources/zeek/source.ts'
import { createRedact } from '../src/ingest/redact.ts'
import type { Source } from '../src/ingest/source.ts'
import type { Event } from '../src/model/event.ts'
import type { Random } from './random.ts'

export interface Living {
  readonly id: string
  readonly pod: string
  readonly address: string
  readonly node: string
  /** The Deployment that it is of. */
  readonly workload: string
  /** Asks the engine to run its probe, as its specification says. */
  readonly isProbed: boolean
}

const NODES = 1_000
const WORKLOADS = 5_000
/** One container in so many. */
const PROBED = 25
/** Others whose addresses flows go to. */
const OUTSIDE = 250

export interface Population {
  readonly containers: readonly Living[]
  /** What is told when one begins. */
  begun(living: Living, time: number): Event[]
  processSays(living: Living, time: number): Event[]
  flowSays(from: Living, to: Living | undefined, time: number): Event[]
  /** Of a thousand events: one container takes the place of another; of the rest half of processes, three tenths flows, an eighth requests, a twelfth of engines. */
  mixed(pick: (containers: readonly Living[]) => Living, time: number): Event[]
}

export function createPopulation(count: number, random: Random): Population {
  const made = (at: number): Living => {
    const workload = `web${at % WORKLOADS}`
    return {
      id: random.hex(64),
      pod: `${workload}-${random.hex(8)}-${random.suffix(5)}`,
      address: `10.${64 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`,
      node: `node${at % NODES}`,
      workload,
      isProbed: at % PROBED === 0,
    }
  }
  const containers = Array.from({ length: count }, (_, at) => made(at))
  const probed = containers.filter(({ isProbed }) => isProbed)
  const context = { redact: createRedact() }
  let line = 0

  /** As ingest would give it: of text, so that nothing of one record is part of another. */
  const read = (source: Source, record: object): Event[] => {
    const value = JSON.parse(JSON.stringify(record)) as { [key: string]: unknown }
    const told = source.read(
      { place: { source: source.id, file: FILES.get(source.id) ?? '', line: ++line }, value },
      context,
    )
    return 'redundant' in told ? [] : [told]
  }
  const requestSays = (living: Living, time: number, told: Request): Event[] =>
    read(kubernetesAudit, {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: 'Request',
      auditID: `audit-${line}`,
      stage: 'ResponseComplete',
      requestURI: `/api/v1/namespaces/shop/pods/${living.pod}`,
      user: { username: told.by, groups: ['system:authenticated'] },
      sourceIPs: ['10.20.0.11'],
      responseStatus: { code: 200 },
      requestReceivedTimestamp: timeOf(time),
      stageTimestamp: timeOf(time),
      verb: told.verb,
      objectRef: { resource: 'pods', namespace: 'shop', name: living.pod, ...told.of },
      ...(told.object && { requestObject: told.object }),
    })
  const engineSays = (living: Living, Action: string, time: number, more: object = {}): Event[] =>
    read(dockerEngine, {
      Type: 'container',
      Action,
      Actor: {
        ID: living.id,
        Attributes: {
          'io.kubernetes.pod.namespace': 'shop',
          'io.kubernetes.pod.name': living.pod,
          'io.kubernetes.container.name': 'web',
          image: 'shop/web:1',
          name: `k8s_web_${living.pod}`,
          ...more,
        },
      },
      timeNano: time * 1e6,
    })
  const kubeletSays = (living: Living, time: number): Event[] =>
    requestSays(living, time, {
      by: `system:node:${living.node}`,
      verb: 'patch',
      of: { subresource: 'status' },
      object: {
        metadata: { uid: `uid-${living.pod}` },
        status: {
          podIP: living.address,
          hostIP: `192.168.${living.node.length}.1`,
          containerStatuses: [{ name: 'web', image: 'shop/web:1', containerID: `docker://${living.id}` }],
        },
      },
    })

  const processSays = (living: Living, time: number): Event[] => {
    const { id, pod, node, workload } = living
    const isOpened = random.chance(0.02)
    const image = { id: 'shop/web@sha256:ab', name: 'shop/web:1' }
    const pid = random.between(1_000, 4_000_000)
    return read(tetragon, {
      [random.chance(0.6) ? 'process_exec' : 'process_exit']: {
        process: {
          exec_id: `${node}:${pid}:${line}`,
          pid,
          uid: 0,
          binary: '/bin/ls',
          arguments: '-l /tmp',
          start_time: timeOf(time),
          in_init_tree: !isOpened,
          pod: {
            namespace: 'shop',
            name: pod,
            container: { id: `containerd://${id}`, name: 'web', image },
            workload,
            workload_kind: 'Deployment',
          },
          docker: id.slice(0, 31),
        },
        parent: {
          exec_id: `${node}:7:7`,
          pid: 7,
          binary: isOpened ? '/usr/bin/runc' : '/bin/sh',
          ...(!isOpened && { docker: id.slice(0, 31) }),
        },
      },
      node_name: node,
      time: timeOf(time),
    })
  }
  const flowSays = (from: Living, to: Living | undefined, time: number): Event[] =>
    read(zeek, {
      _path: 'conn',
      ts: time / 1_000,
      uid: `C${line}`,
      'id.orig_h': from.address,
      'id.orig_p': random.between(1_024, 65_535),
      'id.resp_h': to?.address ?? `203.0.113.${random.between(1, OUTSIDE)}`,
      'id.resp_p': 443,
      proto: 'tcp',
      conn_state: 'SF',
    })
  const begun = (living: Living, time: number): Event[] => [
    ...requestSays(living, time, { by: 'system:kube-scheduler', verb: 'create', object: specificationOf(living) }),
    ...engineSays(living, 'start', time),
    ...kubeletSays(living, time),
  ]

  return {
    containers,
    begun,
    processSays,
    flowSays,
    mixed(pick, time) {
      const kind = random.between(0, 1_000)
      if (kind === 0) {
        const at = random.between(0, count)
        return begun((containers[at] = made(at)), time)
      }
      const living = pick(containers)
      if (kind < 500) return processSays(living, time)
      if (kind < 800) return flowSays(living, random.chance(0.8) ? pick(containers) : undefined, time)
      if (kind < 840) return kubeletSays(living, time)
      if (kind < 920) return requestSays(living, time, { by: random.pick(['ana', 'ben', 'ci']), verb: 'get' })
      const execID = random.hex(64)
      if (kind < 960) return engineSays(random.pick(probed), `exec_start: ${PROBE.join(' ')}`, time, { execID })
      return engineSays(random.pick(probed), 'exec_die', time, { execID, exitCode: '0' })
    },
  }
}

interface Request {
  readonly by: string
  readonly verb: string
  readonly of?: object
  readonly object?: object
}

/** One text for all records of a source, as files have it. */
const FILES = new Map([dockerEngine, kubernetesAudit, tetragon, zeek].map(({ id }) => [id, `${id}.jsonl`]))

const timeOf = (time: number): string => new Date(time).toISOString()

const PROBE = ['cat', '/tmp/ready']
const specificationOf = ({ isProbed, pod }: Living): object => ({
  metadata: { name: pod, namespace: 'shop' },
  spec: {
    containers: [
      { name: 'web', image: 'shop/web:1', ...(isProbed && { readinessProbe: { exec: { command: PROBE } } }) },
    ],
  },
})
