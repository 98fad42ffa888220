/** What the records of an incident say that a plan may rest on. None of it is trusted: it is shown before it is done. */
import { z } from 'zod'
import { entityKey, type Entity, type EntityType } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Incident } from '../model/incident.ts'
import type { JsonObject } from '../model/record.ts'
import { isReference, type Reference } from './kubernetes-effect.ts'

type Subject = Pick<Entity, 'type' | 'uid'>

export interface Facts {
  readonly incident: string
  /** The same, and those incidents that turned out to be part of it. */
  readonly incidents: readonly string[]
  /** The action that is being planned: what it makes is named and labelled by it. */
  readonly action: string
  /** Epoch milliseconds of the incident's last alert, and when what is done about it should end. */
  readonly time: number
  readonly expires: number
  /** The events that name the subject, of those that the alerts stand on; in order of time, each once. */
  about(subject: Subject): readonly Event[]
}

/** How long a containment holds, in milliseconds, before it must be decided anew. */
const HOLDS = 24 * 3_600_000

export function factsOf(incident: Incident, absorbed: readonly string[]): Omit<Facts, 'action'> {
  const events = new Map(incident.alerts.flatMap(({ evidence }) => evidence).map((event) => [event.uid, event]))
  const about = new Map<string, Event[]>()
  for (const event of [...events.values()].toSorted((a, b) => a.time - b.time))
    for (const key of new Set(event.entities.map(entityKey))) {
      const known = about.get(key)
      if (known) known.push(event)
      else about.set(key, [event])
    }
  return {
    incident: incident.uid,
    incidents: [incident.uid, ...absorbed],
    time: incident.last_time,
    expires: incident.last_time + HOLDS,
    about: (subject) => about.get(entityKey(subject)) ?? [],
  }
}

/** What the subject is in or holds: the entities of that type that are named beside it, but as no actor. */
export const besides = (facts: Pick<Facts, 'about'>, subject: Subject, type: EntityType): Entity[] =>
  facts
    .about(subject)
    .flatMap(({ entities }) => entities)
    .filter((entity) => entity.type === type && entity.role !== 'actor' && entity.role !== 'origin')

/**
 * The pods that a container is part of. Labels alone make it none, for an image that was committed from a pod's container carries them:
 * the kubelet gives every container the network of its pod's sandbox or of the node, and never one that the engine itself joins it to.
 */
export function podsHolding(facts: Pick<Facts, 'about'>, container: Subject): Entity[] {
  const key = entityKey(container)
  const isItself = (entity: Entity): boolean => entity.role === 'target' && entityKey(entity) === key
  const isJoined = ({ type, name }: Entity): boolean => type === 'network' && name !== 'none' && name !== 'host'
  const joins = facts.about(container).some(({ entities }) => entities.some(isItself) && entities.some(isJoined))
  return joins ? [] : besides(facts, container, 'pod')
}

/** A pod's namespace and name, of a uid such as `shop/web-7d9`; nothing where Kubernetes allows no such pod. */
export function podOf({ uid }: Pick<Entity, 'uid'>): (Reference & { readonly namespace: string }) | undefined {
  const [namespace = '', name = '', ...more] = uid.split('/')
  const reference = { group: '', version: 'v1', resource: 'pods', namespace, name }
  return more.length === 0 && isReference(reference) ? reference : undefined
}

/** The namespace that something is in, as far as it is known. */
export function namespaceOf(facts: Pick<Facts, 'about'>, subject: Subject): string | undefined {
  const [first, ...more] = subject.uid.split('/')
  if (subject.type === 'namespace') return first
  if (IN_NAMESPACE.has(subject.type) && more.length > 0) return first
  if (subject.type === 'principal') return /^system:serviceaccount:([^:]+):/.exec(subject.uid)?.[1]
  return besides(facts, subject, 'namespace')[0]?.uid
}

/** Their uids begin with their namespace, where a cluster has them: `shop/web-7d9`, `shop/deployment/web`. */
const IN_NAMESPACE: ReadonlySet<EntityType> = new Set<EntityType>(['pod', 'workload', 'container'])

const object = z.looseObject({ metadata: z.looseObject({}).optional() })
const call = z.object({
  verb: z.string(),
  objectRef: z.object({
    apiGroup: z.string().default(''),
    apiVersion: z.string().default('v1'),
    resource: z.string(),
    namespace: z.string().optional(),
    name: z.string().optional(),
    subresource: z.string().optional(),
  }),
  requestObject: object.optional().catch(undefined),
  responseObject: object.optional().catch(undefined),
})

/** A call to the Kubernetes API that succeeded (audit.k8s.io), with what was sent and what came of it. */
export interface Call {
  readonly event: Event
  readonly verb: string
  readonly of: Reference
  readonly sent?: JsonObject
  /** The object as it was afterwards; only an audit policy at level RequestResponse tells it. */
  readonly became?: JsonObject
}

/** The calls on whole objects among `events`, not those on their subresources. */
export function callsIn(events: readonly Event[]): Call[] {
  return events.flatMap((event) => {
    const read = call.safeParse(event.raw)
    if (!read.success || event.status === 'Failure') return []
    const { verb, objectRef, requestObject, responseObject } = read.data
    if (objectRef.subresource !== undefined) return []
    // The name of what was made by generateName is only in the answer.
    const name = objectRef.name ?? responseObject?.metadata?.['name'] ?? requestObject?.metadata?.['name']
    const of = {
      group: objectRef.apiGroup,
      version: objectRef.apiVersion,
      resource: objectRef.resource,
      // The audit log says of a namespace that it is in itself.
      ...(objectRef.namespace !== undefined &&
        objectRef.resource !== 'namespaces' && { namespace: objectRef.namespace }),
      name,
    }
    if (!isReference(of)) return []
    return [
      {
        event,
        verb,
        of,
        ...(requestObject && { sent: requestObject }),
        ...(responseObject && { became: responseObject }),
      },
    ]
  })
}

/** What stands at the path, of own properties only. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as JsonObject)[key]
  }
  return at
}
