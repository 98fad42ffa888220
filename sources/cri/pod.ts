/** A pod as the runtime has it: its sandbox, its address, and the namespaces that its containers share with the node. */
import {
  addressOf,
  identityAt,
  kubeletLabels,
  listAt,
  numberAt,
  objectAt,
  partOfPod,
  podEntities,
  present,
  recorded,
  recordedIf,
  runsOn,
  textAt,
  type Fact,
  type JsonObject,
  type KubeletLabels,
} from 'tallyman/source'
import { latest, timeAt } from './time.ts'
import type { Snapshot, Told } from './told.ts'

/** By the labels that the kubelet writes, or by the name that it gave to the sandbox. */
export function podOf(sandbox: JsonObject): KubeletLabels | undefined {
  const [namespace, pod] = ['namespace', 'name'].map((name) => textAt(sandbox, `metadata.${name}`))
  if (namespace !== undefined && pod !== undefined) return { namespace, pod }
  return kubeletLabels(objectAt(sandbox, 'labels') ?? {})
}

export function podTold({ status, time, node }: Snapshot): Told {
  const id = identityAt(status, 'id')
  const kubernetes = podOf(status)
  const uid = kubernetes && `${kubernetes.namespace}/${kubernetes.pod}`
  const addresses = addressesOf(status)
  const state = textAt(status, 'state') === 'SANDBOX_READY' ? 'ready' : 'not ready'
  return {
    time: time ?? latest(status, ['createdAt']),
    class_name: 'Inventory Info',
    activity_name: 'Collect',
    operation: 'pod inspect',
    message: `pod ${uid ?? id.slice(0, 12)} is ${state}${addresses.length === 0 ? '' : ` at ${addresses.join(', ')}`}`,
    details: present({ created_time: timeAt(status, 'createdAt') }),
    entities: [
      ...podEntities(kubernetes).map((entity) =>
        entity.type === 'pod' ? { ...entity, role: 'target' as const } : entity,
      ),
      recorded('container', id, 'context'),
      ...recordedIf('node', node, 'context'),
    ],
    facts: [
      ...partOfPod(id, kubernetes),
      ...(uid === undefined ? [] : addresses.map((address) => hasAddress(uid, address))),
      ...(node === undefined ? [] : [runsOn(id, node)]),
      ...(node === undefined || uid === undefined ? [] : [podRunsOn(uid, node)]),
    ],
    derived: present({
      action: 'inspect',
      pod: present({
        id,
        uid: textAt(status, 'metadata.uid'),
        state,
        attempt: numberAt(status, 'metadata.attempt'),
        addresses,
        host_namespaces: hostNamespaces(status),
      }),
      kubernetes,
    }),
  }
}

/** That of the node is no address of a pod. */
const addressesOf = (status: JsonObject): string[] =>
  hostNamespaces(status).includes('network')
    ? []
    : [
        textAt(status, 'network.ip'),
        ...listAt(status, 'network.additionalIps').map((each) => textAt(each, 'ip')),
      ].flatMap((address) => addressOf(address) ?? [])

const hostNamespaces = (status: JsonObject): string[] =>
  ['pid', 'ipc', 'network'].filter((name) => textAt(status, `linux.namespaces.options.${name}`) === 'NODE')

const hasAddress = (pod: string, address: string): Fact => ({
  subject: { type: 'pod', uid: pod },
  relation: 'has-address',
  object: { type: 'address', uid: address },
})

const podRunsOn = (pod: string, node: string): Fact => ({
  subject: { type: 'pod', uid: pod },
  relation: 'runs-on',
  object: { type: 'node', uid: node },
})
