/** The addresses that an object has by its own word. */
import { addressOf, listAt, textAt, textsAt } from 'tallyman/source'
import { hasOwnNetwork, isOver } from './pod.ts'
import type { Told } from './told.ts'

/** Each once, in one spelling; none of a pod that lends its node's, or has ended. */
export function addressesOf({ kind, object, type }: Pick<Told, 'kind' | 'object' | 'type'>): string[] {
  if (type === 'DELETED') return []
  const texts = SAID.get(kind)?.(object) ?? []
  return [...new Set(texts.flatMap((text) => addressOf(text) ?? []))]
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
