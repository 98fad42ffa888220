/** What a record teaches of a pod: its names and addresses, its node and containers, the sessions into it, and that it is gone. */
import {
  containerIdOf,
  listAt,
  objectAt,
  podContainerUid,
  textAt,
  valueAt,
  type Fact,
  type JsonObject,
} from 'tallyman/source'
import type { Telling } from './derived.ts'
import { newEphemeral } from './object.ts'
import { isSession } from './request.ts'

type Thing = Fact['subject']

const fact = (subject: Thing, relation: Fact['relation'], object: Fact['object']): Fact => ({
  subject,
  relation,
  object,
})

export function podFacts(record: JsonObject, telling: Telling, pod: Thing): Fact[] {
  const { request, object } = telling
  const shown = object?.shown
  // These two have bodies of their own kind.
  const isPod = request.subresource !== 'binding' && request.subresource !== 'eviction'
  const node = textAt(shown, isPod ? 'spec.nodeName' : 'target.name')
  return [
    ...(node === undefined ? [] : [fact(pod, 'runs-on', { type: 'node', uid: node })]),
    ...(shown && isPod ? ofPod(shown, pod) : []),
    ...session(record, telling, pod),
    ...newEphemeral(record, request).flatMap((container) => openedBy(container, pod, telling)),
    ...(isOver(telling) ? [fact(pod, 'ended', pod)] : []),
  ]
}

/** A person's deletion asks for the end, and the kubelet's says that it has come; so does a phase that has no next one. */
function isOver({ request: { verb, subresource }, requester, object }: Telling): boolean {
  if (verb === 'delete' && subresource === undefined)
    return requester.kind === 'node' || valueAt(object?.shown, 'metadata.deletionGracePeriodSeconds') === 0
  return /^(?:Succeeded|Failed)$/.test(textAt(object?.shown, 'status.phase') ?? '')
}

/** An ephemeral container is a way in: all that runs in it is of whoever added it. */
function openedBy(container: unknown, pod: Thing, { requester }: Telling): Fact[] {
  const name = textAt(container, 'name')
  if (name === undefined || requester.name === '') return []
  const subject: Thing = { type: 'container', uid: podContainerUid(pod.uid, name) }
  return [fact(subject, 'opened-by', { type: 'principal', uid: requester.name })]
}

/** Of a pod whole, or of as much as the kubelet's patch of its status shows. */
function ofPod(shown: JsonObject, pod: Thing): Fact[] {
  const [address, host] = [textAt(shown, 'status.podIP'), textAt(shown, 'status.hostIP')]
  const [node, uid] = [textAt(shown, 'spec.nodeName'), textAt(shown, 'metadata.uid')]
  const statuses = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'].flatMap((list) =>
    listAt(shown, `status.${list}`),
  )
  const specs = ['containers', 'initContainers', 'ephemeralContainers'].flatMap((list) => listAt(shown, `spec.${list}`))
  return [
    // On the network of its node its address is the node's: nothing is said of it where the node is not told.
    ...(address === undefined || (address === host && node === undefined)
      ? []
      : [fact(pod, 'has-address', { type: 'address', uid: address })]),
    ...(node === undefined || host === undefined
      ? []
      : [fact({ type: 'node', uid: node }, 'has-address', { type: 'address', uid: host })]),
    // Whoever deletes one and makes another of the same name makes another.
    ...(uid === undefined ? [] : [fact(pod, 'known-as', { type: 'pod', uid })]),
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
  const [named, running] = things
  return [
    ...things.flatMap((thing) => [
      fact(thing, 'part-of', pod),
      ...(image === undefined ? [] : [fact(thing, 'made-from', { type: 'image', uid: image })]),
    ]),
    ...(named && running ? [fact(named, 'known-as', running)] : []),
    ...(running && objectAt(container, 'state.terminated') ? [fact(running, 'ended', running)] : []),
  ]
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
