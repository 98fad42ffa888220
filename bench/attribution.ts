/**
 * What attribution costs an event, and what it keeps of a container, at 100,000 containers that live. By itself:
 * `node --conditions=tallyman-unbuilt bench/attribution.ts`; or with `npm run bench`.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { dockerEngine } from '../sources/docker-engine/source.ts'
import { kubernetesAudit } from '../sources/kubernetes-audit/source.ts'
import { tetragon } from '../sources/tetragon/source.ts'
import { zeek } from '../sources/zeek/source.ts'
import { attribute } from '../src/attribute/attribute.ts'
import { createRedact } from '../src/ingest/redact.ts'
import type { Source } from '../src/ingest/source.ts'
import type { Event } from '../src/model/event.ts'
import type { Cost } from './figures.ts'
import { measureCpu, medianOf } from './measured.ts'
import { Random } from './random.ts'

const CONTAINERS = 100_000
const EVENTS = 20_000
const NODES = 1_000
const START = Date.UTC(2026, 0, 1)
/** Events a second of event time. */
const RATE = 10_000

interface Living {
  readonly id: string
  readonly pod: string
  readonly address: string
  readonly node: string
  readonly set: string
}

const containers: Living[] = []
const random = new Random(7)
for (let at = 0; at < CONTAINERS; at++) {
  const set = `web${at % 5_000}-${random.hex(8)}`
  containers.push({
    id: random.hex(64),
    pod: `${set}-${random.suffix(5)}`,
    address: `10.${64 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`,
    node: `node${at % NODES}`,
    set,
  })
}

const context = { redact: createRedact() }
let line = 0
/** As ingest would give it: of text, so that nothing of one record is part of another. */
function read(source: Source, record: object): Event[] {
  const value = JSON.parse(JSON.stringify(record)) as { [key: string]: unknown }
  const told = source.read({ place: { source: source.id, file: `${source.id}.jsonl`, line: ++line }, value }, context)
  return 'redundant' in told ? [] : [told]
}

const timeOf = (time: number): string => new Date(time).toISOString()

const labels = ({ pod }: Living): object => ({
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.name': pod,
  'io.kubernetes.container.name': 'web',
})
const engineSays = (living: Living, Action: string, time: number, more: object = {}): Event[] =>
  read(dockerEngine, {
    Type: 'container',
    Action,
    Actor: {
      ID: living.id,
      Attributes: { ...labels(living), image: 'shop/web:1', name: `k8s_web_${living.pod}`, ...more },
    },
    timeNano: time * 1e6,
  })

const kubeletSays = ({ id, pod, address, node }: Living, time: number): Event[] =>
  read(kubernetesAudit, {
    ...request('patch', 'pods', pod, time, `system:node:${node}`),
    objectRef: { resource: 'pods', subresource: 'status', namespace: 'shop', name: pod },
    requestObject: {
      metadata: { uid: `uid-${pod}` },
      status: {
        podIP: address,
        hostIP: `192.168.0.${node.length}`,
        containerStatuses: [{ name: 'web', image: 'shop/web:1', containerID: `docker://${id}` }],
      },
    },
  })

const request = (verb: string, resource: string, name: string, time: number, username: string): object => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Request',
  auditID: `audit-${line}`,
  stage: 'ResponseComplete',
  requestURI: `/api/v1/namespaces/shop/${resource}/${name}`,
  verb,
  user: { username, groups: ['system:authenticated'] },
  sourceIPs: ['10.20.0.11'],
  objectRef: { resource, namespace: 'shop', name },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: timeOf(time),
  stageTimestamp: timeOf(time),
})

function processSays(living: Living, time: number): Event[] {
  const { id, pod, node, set } = living
  const kind = random.chance(0.6) ? 'process_exec' : 'process_exit'
  const isOpened = random.chance(0.02)
  const container = { id: `containerd://${id}`, name: 'web', image: { id: 'shop/web@sha256:ab', name: 'shop/web:1' } }
  const pid = random.between(1_000, 4_000_000)
  return read(tetragon, {
    [kind]: {
      process: {
        exec_id: `${node}:${pid}:${line}`,
        pid,
        uid: 0,
        binary: '/bin/ls',
        arguments: '-l /tmp',
        start_time: timeOf(time),
        in_init_tree: !isOpened,
        pod: { namespace: 'shop', name: pod, container, workload: set.replace(/-.*/, ''), workload_kind: 'Deployment' },
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

const flowSays = (from: Living, time: number): Event[] =>
  read(zeek, {
    _path: 'conn',
    ts: time / 1_000,
    uid: `C${line}`,
    'id.orig_h': from.address,
    'id.orig_p': random.between(1_024, 65_535),
    'id.resp_h': random.chance(0.8) ? random.pick(containers).address : `203.0.113.${random.between(1, 250)}`,
    'id.resp_p': 443,
    proto: 'tcp',
    conn_state: 'SF',
  })

/** Of a hundred events: fifty of processes, thirty flows, twelve requests, eight of engines. */
function mixed(time: number): Event[] {
  const living = random.pick(containers)
  const kind = random.between(0, 100)
  if (kind < 50) return processSays(living, time)
  if (kind < 80) return flowSays(living, time)
  if (kind < 84) return kubeletSays(living, time)
  if (kind < 92)
    return read(kubernetesAudit, request('get', 'pods', living.pod, time, random.pick(['ana', 'ben', 'ci'])))
  if (kind < 96) return engineSays(living, 'exec_start: cat /tmp/ready', time, { execID: random.hex(64) })
  return engineSays(living, 'exec_die', time, { execID: random.hex(64), exitCode: '0' })
}

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()
const heap = (): number => {
  collect()
  return process.memoryUsage().heapUsed
}

export interface AttributionCosts {
  readonly costs: Cost[]
  /** Bytes for each container in its pod, with its address, and of all of them. */
  readonly perContainer: number
  readonly total: number
}

export function measureAttribution(rounds: number): AttributionCosts {
  const before = heap()
  const stage = attribute()
  for (const [at, living] of containers.entries())
    for (const event of [...engineSays(living, 'start', START + at / 100), ...kubeletSays(living, START + at / 100)])
      stage.observe(event)
  const total = heap() - before
  let time = START + CONTAINERS / 100
  /** Few at a time: what is measured is not to pay for the events that the benchmark itself holds. */
  const round = (): number => {
    const events = Array.from({ length: EVENTS }, (_, at) => mixed(time + (at * 1_000) / RATE)).flat()
    time += (EVENTS * 1_000) / RATE
    collect()
    return (measureCpu(() => events.forEach((event) => stage.observe(event))) / events.length) * 1e6
  }
  // The first round is for the compiler.
  const taken = Array.from({ length: rounds + 1 }, round).slice(1)
  const what = `attribution at ${CONTAINERS.toLocaleString('en')} containers, mixed events`
  return { costs: [{ what, microseconds: medianOf(taken) }], perContainer: total / CONTAINERS, total }
}

if (import.meta.main) {
  const { costs, perContainer, total } = measureAttribution(5)
  for (const { what, microseconds } of costs) process.stdout.write(`${what}: ${microseconds.toFixed(2)} µs an event\n`)
  process.stdout.write(`${perContainer.toFixed(0)} bytes a container, ${(total / 1e6).toFixed(0)} MB in all\n`)
}
