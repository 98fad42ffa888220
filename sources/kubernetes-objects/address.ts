/** The addresses that an object has by its own word. */
import { addressOf, listAt, textAt, textsAt } from 'tallyman/source'
import { hasOwnNetwork, isOver } from './pod.ts'
import type { Told } from './told.ts'

/** Each once, in one spelling; none of a pod that shares its node's, or has ended. */
export function addressesOf({ kind, object, type }: Pick<Told, 'kind' | 'object' | 'type'>): string[] {
  if (type === 'DELETED') return []
  const texts = SAID.get(kind)?.(object) ?? []
  return [...new Set(texts.flatMap((text) => addressOf(text) ?? []))]
}

/** The address of its node that a pod has where it shares the network of that. */
export function sharedAddressesOf({
  kind,
  object,
  type,
}: Pick<Told, 'kind' | 'object' | 'type'>): { node: string; address: string }[] {
  const [node, address] = [textAt(object, 'spec.nodeName'), addressOf(textAt(object, 'status.hostIP'))]
  if (kind !== 'Pod' || type === 'DELETED' || isOver(object) || hasOwnNetwork(object)) return []
  return node === undefined || address === undefined ? [] : [{ node, address }]
}

type Saying = (object: Told['object']) => readonly (string | undefined)[]

const SAID = new Map<string, Saying>([
  [
    'Pod',
    (pod) =>
      hasOwnNetwork(pod) && !isOver(pod)
        ? [textAt(pod, 'status.podIP'), ...listAt(pod, 'status.podIPs').map((each) => textAt(each, 'ip'))]
        : [],
  ],
  ['Node', (node) => listAt(node, 'status.addresses').map((each) => textAt(each, 'address'))],
  [
    'Service',
    (service) => [
      textAt(service, 'spec.clusterIP'),
      ...textsAt(service, 'spec.clusterIPs'),
      ...textsAt(service, 'spec.externalIPs'),
      ...listAt(service, 'status.loadBalancer.ingress').map((each) => textAt(each, 'ip')),
    ],
  ],
])
