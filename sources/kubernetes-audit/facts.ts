/** What a record teaches of pods and workloads: where they run, what they are part of, who changed them. */
import {
  containerIdOf,
  listAt,
  ownerOf,
  podContainerUid,
  textAt,
  workloadUid,
  type Fact,
  type JsonObject,
} from 'tallyman/source'
import type { Telling } from './derived.ts'
import { workloadOf } from './entities.ts'
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
  ...new Map(learnt(record, telling).map((each) => [JSON.stringify(each), each])).values(),
]

/** Nothing is learnt of what was refused. */
function learnt(record: JsonObject, telling: Telling): Fact[] {
  const { request, outcome, object } = telling
  const { type, namespace, name, subresource } = request
  if (outcome !== 'allowed' || type === undefined || namespace === undefined || name === undefined) return []
  const uid = workloadOf(type, namespace, name)
  if (uid !== undefined) {
    const workload: Thing = { type: 'workload', uid }
    return [...ownersOf(object?.shown, workload, namespace), ...changedBy(telling, workload)]
  }
  if (type !== 'pods') return []
  const pod: Thing = { type: 'pod', uid: `${namespace}/${name}` }
  const shown = object?.shown
  // These two have bodies of their own kind.
  const isPod = subresource !== 'binding' && subresource !== 'eviction'
  return [
    fact(pod, 'part-of', { type: 'namespace', uid: namespace }),
    ...runsOn(pod, textAt(shown, isPod ? 'spec.nodeName' : 'target.name')),
    ...(shown && isPod ? ofPod(shown, pod, namespace) : []),
    ...changedBy(telling, pod),
    ...session(record, telling, pod),
  ]
}

const CHANGES: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete'])

function changedBy({ request, requester }: Telling, subject: Thing): Fact[] {
  if (!CHANGES.has(request.verb) || request.subresource === 'status' || isSession(request)) return []
  if (requester.name === '' || isControlPlane(requester)) return []
  return [fact(subject, 'changed-by', { type: 'principal', uid: requester.name })]
}

const runsOn = (pod: Thing, node: string | undefined): Fact[] =>
  node === undefined ? [] : [fact(pod, 'runs-on', { type: 'node', uid: node })]

function ownersOf(shown: JsonObject | undefined, subject: Thing, namespace: string): Fact[] {
  const owner = ownerOf(shown)
  if (!owner) return []
  const { kind, name } = owner
  return [fact(subject, 'owned-by', { type: 'workload', uid: workloadUid(namespace, kind, name), name })]
}

/** Of a pod whole, or of as much as the kubelet's patch of its status shows. */
function ofPod(shown: JsonObject, pod: Thing, namespace: string): Fact[] {
  const [address, host] = [textAt(shown, 'status.podIP'), textAt(shown, 'status.hostIP')]
  const statuses = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((list) =>
    listAt(shown, `status.${list}`),
  )
  const specs = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => listAt(shown, `spec.${list}`))
  return [
    ...ownersOf(shown, pod, namespace),
    // On the node's own network the address is the node's, and says nothing of the pod.
    ...(address === undefined || address === host ? [] : [fact(pod, 'has-address', { type: 'address', uid: address })]),
    ...[...specs, ...statuses].flatMap((container) => ofContainer(container, pod)),
  ]
}

function ofContainer(container: unknown, pod: Thing): Fact[] {
  const [name, image] = [textAt(container, 'name'), textAt(container, 'image')]
  if (name === undefined) return []
  const id = containerIdOf(container)
  const things: Thing[] = [
    { type: 'container', uid: podContainerUid(pod.uid, name) },
    ...(id === undefined ? [] : [{ type: 'container', uid: id } as const]),
  ]
  return things.flatMap((thing) => [
    fact(thing, 'part-of', pod),
    ...(image === undefined ? [] : [fact(thing, 'made-from', { type: 'image', uid: image })]),
  ])
}

function session(record: JsonObject, { request, requester }: Telling, pod: Thing): Fact[] {
  const uid = textAt(record, 'auditID')
  if (!isSession(request) || uid === undefined) return []
  const subject: Thing = { type: 'session', uid }
  return [
    fact(subject, 'part-of', pod),
    ...(requester.name === '' ? [] : [fact(subject, 'opened-by', { type: 'principal', uid: requester.name })]),
  ]
}
