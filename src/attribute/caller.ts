/** The pod and the workload that a service account's request came from: which of those that share the account it was. */
import type { EndAnswer } from '../model/attribution.ts'
import { entityOf, type Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { asContext, contextOf } from './context.ts'
import type { Manifest } from './manifest.ts'

const ACCOUNT = 'system:serviceaccount:'

/**
 * What its entities lack: the pod that its token names or, where it names none, whose address it came from; and what that pod is of. Of people
 * nothing is said: they come through pods of others, as proxies and consoles are.
 */
export function callerOf(
  { class_name, entities, time }: Event,
  source: EndAnswer | undefined,
  manifest: Manifest,
): Entity[] {
  if (class_name !== 'API Activity' || !entityOf(entities, 'actor', 'principal')?.uid.startsWith(ACCOUNT)) return []
  const recorded = entityOf(entities, 'origin', 'pod')
  const uid = recorded?.uid ?? (source?.state === 'known' ? source.pod : undefined)
  if (uid === undefined) return []
  const pod = manifest.find('pod', uid)
  // Through its controllers: the deployment, and not its replica set.
  const workload = pod && contextOf(pod, manifest, time).around.findLast(({ type }) => type === 'workload')
  return [...(recorded ? [] : [{ type: 'pod' as const, uid, name: pod?.name }]), ...(workload ? [workload] : [])].map(
    (thing): Entity => ({ ...asContext(thing), role: 'origin' }),
  )
}
