/** What a record teaches of workloads, services and pods: what they are part of, where they can be reached, who changed them. */
import { objectAt, ownerOf, textAt, textsAt, workloadUid, type Fact, type JsonObject } from 'tallyman/source'
import type { Telling } from './derived.ts'
import { workloadOf } from './entities.ts'
import { podFacts } from './pod-facts.ts'
import { isControlPlane } from './principal.ts'
import { isSession } from './request.ts'

type Thing = Fact['subject']

const fact = (subject: Thing, relation: Fact['relation'], object: Fact['object']): Fact => ({
  subject,
  relation,
  object,
})

/** Each fact once: what a pod's specification says, its status says again. */
export const factsOf = (record: JsonObject, telling: Telling): Fact[] => [
  ...new Map(learnt(record, telling).map((each) => [keyOf(each), each])).values(),
]

const keyOf = ({ subject, relation, object }: Fact): string =>
  [subject.type, subject.uid, relation, object.type, object.uid, object.name].join('\0')

/** Nothing is learnt of what was refused. */
function learnt(record: JsonObject, telling: Telling): Fact[] {
  const { request, outcome, object } = telling
  const { type, namespace, name } = request
  if (outcome !== 'allowed' || type === undefined || namespace === undefined || name === undefined) return []
  const workload = workloadOf(type, namespace, name)
  if (workload !== undefined) return ofOwned({ type: 'workload', uid: workload }, telling, namespace)
  if (type === 'services') return ofService(object?.shown, namespace, name)
  if (type !== 'pods') return []
  const pod: Thing = { type: 'pod', uid: `${namespace}/${name}` }
  return [
    fact(pod, 'part-of', { type: 'namespace', uid: namespace }),
    ...podFacts(record, telling, pod),
    ...ofOwned(pod, telling, namespace),
  ]
}

const ofOwned = (subject: Thing, telling: Telling, namespace: string): Fact[] => [
  ...ownersOf(telling.object?.shown, subject, namespace),
  ...changedBy(telling, subject),
]

function ownersOf(shown: JsonObject | undefined, subject: Thing, namespace: string): Fact[] {
  const owner = ownerOf(shown)
  if (!owner) return []
  const { kind, name } = owner
  const uid = workloadUid(namespace, kind, name)
  const deployment = kind === 'ReplicaSet' ? deploymentOf(shown, name) : undefined
  const above =
    deployment === undefined ? [] : [{ uid: workloadUid(namespace, 'Deployment', deployment), name: deployment }]
  return [
    fact(subject, 'owned-by', { type: 'workload', uid, name }),
    ...above.map((each) => fact({ type: 'workload', uid }, 'owned-by', { type: 'workload', ...each })),
  ]
}

/** A replica set may have been made before the log begins; a deployment names each of its own by a hash that their pods have as a label. */
function deploymentOf(pod: JsonObject | undefined, replicaSet: string): string | undefined {
  const at = replicaSet.lastIndexOf('-')
  const hash = objectAt(pod, 'metadata.labels')?.['pod-template-hash']
  return at > 0 && hash === replicaSet.slice(at + 1) ? replicaSet.slice(0, at) : undefined
}

const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete'])

function changedBy({ request, requester }: Telling, subject: Thing): Fact[] {
  if (!CHANGES.has(request.verb) || request.subresource === 'status' || isSession(request)) return []
  if (requester.name === '' || isControlPlane(requester)) return []
  return [fact(subject, 'changed-by', { type: 'principal', uid: requester.name })]
}

/** `None` is no address, and the other kinds of service have none of the cluster's. */
function ofService(shown: JsonObject | undefined, namespace: string, name: string): Fact[] {
  const listed = textsAt(shown, 'spec.clusterIPs')
  const first = textAt(shown, 'spec.clusterIP')
  const addresses = listed.length > 0 || first === undefined ? listed : [first]
  const service: Thing = { type: 'resource', uid: `services/${namespace}/${name}` }
  return addresses
    .filter((address) => address !== 'None')
    .map((address) => fact(service, 'has-address', { type: 'address', uid: address }))
}
