/** The service that a container is one of, as Compose or a swarm write it on it. Anyone who may create containers can write the same. */
import type { Fact } from '../../model/event.ts'
import type { JsonObject } from '../../model/record.ts'
import { workloadUid } from '../kubernetes-object.ts'
import { containerThing } from './facts.ts'
import { labelOf } from './kubelet-labels.ts'

/** Its project or stack stands where a namespace does: `shop/compose/web`. A container that is made anew is of the same service. */
export function ownedByService(container: string, labels: JsonObject): Fact[] {
  const service = labelOf(labels, 'com.docker.compose.service')
  const project = labelOf(labels, 'com.docker.compose.project')
  if (service !== undefined && project !== undefined)
    return [ownedBy(container, workloadUid(project, 'compose', service), service)]
  const name = labelOf(labels, 'com.docker.swarm.service.name')
  if (name === undefined) return []
  const stack = labelOf(labels, 'com.docker.stack.namespace')
  // The swarm's name of a service begins with that of its stack.
  const short = stack !== undefined && name.startsWith(`${stack}_`) ? name.slice(stack.length + 1) : name
  return [ownedBy(container, workloadUid(stack ?? 'swarm', 'swarm', short), short)]
}

const ownedBy = (container: string, uid: string, name: string): Fact => ({
  subject: containerThing(container),
  relation: 'owned-by',
  object: { type: 'workload', uid, name },
})
