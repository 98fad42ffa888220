/** What the records of engines teach of containers, pods and images. */
import type { Fact } from '../../model/event.ts'
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

export const partOfPod = (uid: string, of: KubeletLabels | undefined): Fact[] =>
  of ? [fact(containerThing(uid), 'part-of', { type: 'pod', uid: `${of.namespace}/${of.pod}`, name: of.pod })] : []

export const attachedTo = (uid: string, network: string, name: string | undefined): Fact =>
  fact(containerThing(uid), 'attached-to', { type: 'network', uid: network, ...(name !== undefined && { name }) })

export const hasAddress = (uid: string, address: string): Fact =>
  fact(containerThing(uid), 'has-address', { type: 'address', uid: address })

export const runsOn = (uid: string, node: string): Fact =>
  fact(containerThing(uid), 'runs-on', { type: 'node', uid: node })
