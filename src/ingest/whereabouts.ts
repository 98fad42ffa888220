/** Where a process runs, as a sensor on its host tells it: whose it is, in which container, of which pod, on which node. */
import type { Entity } from '../model/entity.ts'
import type { Fact } from '../model/event.ts'
import { workloadUid } from './kubernetes-object.ts'
import { present } from './present.ts'
import { recordedIf } from './recorded.ts'

export interface Whereabouts {
  /** A name, or the number of a user where nobody knows its name. */
  readonly user?: string | undefined
  /** The id as the sensor has it, whole or cut short; attribution completes it. */
  readonly container?: {
    readonly id: string
    readonly name?: string | undefined
    readonly image?: string | undefined
    /** What the name stood for: `sha256:...`, or a repository with it. */
    readonly digest?: string | undefined
  }
  readonly pod?: {
    readonly namespace: string
    readonly name: string
    /** `Deployment` and `web`. */
    readonly workload?: { readonly kind: string; readonly name: string } | undefined
  }
  readonly node?: string | undefined
  readonly cluster?: string | undefined
}

/** Of a container's id, as people write it: every container has a root, and they are not one person. */
const SHORT_ID = 12

const podUid = ({ namespace, name }: NonNullable<Whereabouts['pod']>): string => `${namespace}/${name}`

/** A pod that nobody made is its own workload. */
const workloadOf = ({ namespace, workload }: NonNullable<Whereabouts['pod']>): string | undefined =>
  workload && workload.kind.toLowerCase() !== 'pod' ? workloadUid(namespace, workload.kind, workload.name) : undefined

export function whereaboutsEntities({ user, container, pod, node, cluster }: Whereabouts): Entity[] {
  const where = container?.id.slice(0, SHORT_ID) ?? node
  return [
    ...(where === undefined ? [] : recordedIf('principal', user && `${user}@${where}`, 'actor', user)),
    ...recordedIf('container', container?.id, 'target', container?.name),
    ...recordedIf('pod', pod && podUid(pod), container ? 'context' : 'target', pod?.name),
    ...recordedIf('namespace', pod?.namespace, 'context'),
    ...recordedIf('workload', pod && workloadOf(pod), 'context', pod?.workload?.name),
    ...recordedIf('image', container?.image, 'context'),
    ...recordedIf('node', node, 'context'),
    ...recordedIf('cluster', cluster, 'context'),
  ]
}

type Thing = Fact['subject']
const fact = (subject: Thing | undefined, relation: Fact['relation'], object: Fact['object'] | undefined): Fact[] =>
  subject && object ? [{ subject, relation, object }] : []
const thing = (type: Thing['type'], uid: string | undefined): Thing | undefined =>
  uid === undefined ? undefined : { type, uid }

export function whereaboutsFacts({ container, pod, node }: Whereabouts): Fact[] {
  const own = thing('container', container?.id)
  const ownPod = pod && { type: 'pod' as const, uid: podUid(pod), name: pod.name }
  const image = thing('image', container?.image)
  return [
    ...fact(own, 'part-of', ownPod),
    ...fact(own, 'runs-on', thing('node', node)),
    ...fact(own, 'made-from', image),
    ...fact(image, 'made-from', thing('image', container?.digest)),
    ...fact(pod && thing('pod', podUid(pod)), 'owned-by', thing('workload', pod && workloadOf(pod))),
  ]
}

/** For `derived`: `container` and `kubernetes`. */
export const whereaboutsDerived = ({ container, pod }: Whereabouts) =>
  present({
    container: container && present({ ...container }),
    kubernetes:
      pod &&
      present({
        namespace: pod.namespace,
        pod: pod.name,
        workload: pod.workload?.name,
        workload_kind: pod.workload?.kind,
      }),
  })
