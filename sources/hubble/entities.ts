/** Who speaks to whom, in Kubernetes' names, and what the flow teaches of their addresses, owners and nodes. */
import { flowEntities, recorded, recordedIf, type Entity, type EntityRole, type Fact } from 'tallyman/source'
import type { Endpoint, HubbleFlow } from './flow.ts'

export const podUid = ({ namespace, pod }: Endpoint): string | undefined =>
  namespace === undefined || pod === undefined ? undefined : `${namespace}/${pod}`

/** The address first: it is what every record of a flow has. */
export function entitiesOf({ flow, from, to, node, cluster }: HubbleFlow): Entity[] {
  const ends = [...flowEntities(flow), ...endpointEntities(from, 'origin'), ...endpointEntities(to, 'target')]
  return [
    ...ends.toSorted((a, b) => Number(a.role === 'context') - Number(b.role === 'context')),
    ...recordedIf('node', node, 'context'),
    ...recordedIf('cluster', cluster, 'context'),
  ]
}

/** Many share a namespace, a workload and a service: they are where it happened, not who did it. */
function endpointEntities(endpoint: Endpoint, role: EntityRole): Entity[] {
  const { namespace, pod, service } = endpoint
  const uid = podUid(endpoint)
  return [
    ...recordedIf('pod', uid, role, pod),
    ...workloadsOf(endpoint).map((workload) => recorded('workload', workload.uid, 'context', workload.name)),
    ...recordedIf('namespace', namespace, 'context'),
    ...(service
      ? [recorded('resource', `services/${service.namespace}/${service.name}`, 'context', service.name)]
      : []),
  ]
}

const workloadsOf = ({ namespace, workloads }: Endpoint): { readonly uid: string; readonly name: string }[] =>
  namespace === undefined
    ? []
    : workloads.map(({ kind, name }) => ({ uid: `${namespace}/${kind.toLowerCase()}/${name}`, name }))

export const factsOf = (hubble: HubbleFlow): Fact[] =>
  [hubble.from, hubble.to].flatMap((endpoint) => endpointFacts(endpoint, hubble))

function endpointFacts(endpoint: Endpoint, { node }: HubbleFlow): Fact[] {
  const uid = podUid(endpoint)
  if (uid === undefined) return []
  const subject = { type: 'pod', uid } as const
  const { ip, local } = endpoint
  const owned = workloadsOf(endpoint).map((workload): Fact => ({
    subject,
    relation: 'owned-by',
    object: { type: 'workload', ...workload },
  }))
  return [
    ...(ip === undefined ? [] : [{ subject, relation: 'has-address', object: { type: 'address', uid: ip } } as const]),
    ...owned,
    ...(local && node !== undefined
      ? [{ subject, relation: 'runs-on', object: { type: 'node', uid: node } } as const]
      : []),
  ]
}
