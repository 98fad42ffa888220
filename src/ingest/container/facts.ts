/** What the records of engines teach of containers, pods and images. */
import type { Fact } from '../../model/event.ts'
import { podContainerUid } from '../kubernetes-object.ts'
import type { KubeletLabels } from './kubelet-labels.ts'

type Thing = Fact['subject']

const fact = (subject: Thing, relation: Fact['relation'], object: Fact['object']): Fact => ({
  subject,
  relation,
  object,
})

export const containerThing = (uid: string): Thing => ({ type: 'container', uid })

/** `name` is what the image was called then; later it may stand for another one. */
export const madeFromImage = (subject: Thing, image: string, name?: string): Fact =>
  fact(subject, 'made-from', { type: 'image', uid: image, ...(name !== undefined && name !== image && { name }) })

/** A name, or an image that was made of another, and the id that stands behind it now. */
export const imageIs = (name: string, id: string): Fact => madeFromImage({ type: 'image', uid: name }, id)

export const committedFrom = (image: string, from: string): Fact =>
  fact({ type: 'image', uid: image }, 'made-from', containerThing(from))

export function partOfPod(uid: string, of: KubeletLabels | undefined): Fact[] {
  if (!of) return []
  const pod = `${of.namespace}/${of.pod}`
  return [
    fact(containerThing(uid), 'part-of', { type: 'pod', uid: pod, name: of.pod }),
    ...(of.container === undefined || of.container === SANDBOX
      ? []
      : [fact(containerThing(podContainerUid(pod, of.container)), 'known-as', { type: 'container', uid })]),
  ]
}

/** What the kubelet of Docker's days calls the container that holds a pod together: no container of the pod is called so. */
const SANDBOX = 'POD'

export const attachedTo = (uid: string, network: string, name: string | undefined): Fact =>
  fact(containerThing(uid), 'attached-to', { type: 'network', uid: network, ...(name !== undefined && { name }) })

/** Its process has ended, and whatever it held is free. */
export const containerEnded = (uid: string): Fact => fact(containerThing(uid), 'ended', containerThing(uid))

export const hasAddress = (uid: string, address: string): Fact =>
  fact(containerThing(uid), 'has-address', { type: 'address', uid: address })

export const runsOn = (uid: string, node: string): Fact =>
  fact(containerThing(uid), 'runs-on', { type: 'node', uid: node })
