/** Flow logs of Amazon's VPC -> OCSF Network Activity [4001]. */
import {
  connectionView,
  defineSource,
  FIREWALL,
  firewallViews,
  flowDerived,
  flowDetails,
  flowEntities,
  flowMessage,
  isObject,
  listAt,
  NETWORK_CONNECTION,
  present,
  recordedIf,
  textAt,
  type Draft,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { isFlowLog, ownName } from './fields.ts'
import { begins, readVpcFlow, type VpcFlow } from './flow.ts'
import { createFlowLogReader, readDefaultLine } from './reader.ts'

export const vpcFlow = defineSource({
  id: 'vpc-flow',
  title: 'VPC flow logs',
  logsource: { product: 'aws', service: 'vpcflow' },
  taxonomies: [NETWORK_CONNECTION, FIREWALL],

  recognises: (record) =>
    ('start' in record || 'end' in record) && isFlowLog(new Set(Object.keys(record).map(ownName))),
  createLineReader: createFlowLogReader,
  unwrap: (value) => {
    const events = [...listAt(value, 'logEvents'), ...listAt(value, 'events')]
    const records = events.map((event) => readDefaultLine(textAt(event, 'message') ?? ''))
    return isObject(value) && records.length > 0 && records.every((record) => record !== undefined)
      ? records
      : undefined
  },

  normalise(record) {
    const fields = Object.fromEntries(Object.entries(record).map(([name, value]) => [ownName(name), value]))
    const vpc = readVpcFlow(fields)
    const status = vpc.field('log-status')
    if (status === 'NODATA' || status === 'SKIPDATA') return noticeTold(vpc, fields, status)
    const { flow, reply } = vpc
    return {
      class_name: 'Network Activity',
      activity_name: activityOf(vpc),
      time: vpc.time,
      message: `${flowMessage(flow)}: ${flow.verdict ?? 'seen'}${reply ? ', what came back' : ''}`,
      status: flow.verdict === 'rejected' ? 'Failure' : 'Success',
      ...present({ status_code: vpc.field('reject-reason') }),
      details: flowDetails(flow),
      entities: [...flowEntities(flow), ...contextOf(vpc)],
      views: [...(begins(vpc) ? [connectionView(flow)] : []), ...(reply ? [] : firewallViews(flow))],
      fields: { ...fields, derived: derivedOf(vpc) },
    }
  },
})

const FIN = 1
const RST = 4

function activityOf(vpc: VpcFlow): string {
  const { flags = 0, flow } = vpc
  if (flow.verdict === 'rejected') return 'Refuse'
  if (vpc.flags !== undefined && begins(vpc)) return 'Open'
  if ((flags & RST) !== 0) return 'Reset'
  return (flags & FIN) !== 0 ? 'Close' : 'Traffic'
}

/** That nothing passed, and that records were lost, is said by the log itself. */
const noticeTold = (vpc: VpcFlow, fields: JsonObject, status: string): Draft => ({
  class_name: 'Inventory Info',
  activity_name: 'Log',
  operation: `flow log ${status}`,
  time: vpc.time,
  message: `${vpc.field('interface-id') ?? 'an interface'}: ${status === 'NODATA' ? 'no traffic' : 'records were lost'}`,
  // How many it does not say.
  details: present({ duration: vpc.flow.duration, lost: status === 'SKIPDATA' ? 1 : undefined }),
  entities: contextOf(vpc),
  fields: { ...fields, derived: present({ kind: status.toLowerCase(), duration: vpc.flow.duration }) },
})

/** Where it was seen: interface and instance, and in ECS the container, its service and cluster. */
function contextOf({ field, interfaces }: VpcFlow): Entity[] {
  const entity = (type: Entity['type'], uid: string | undefined, name?: string): Entity[] =>
    recordedIf(type, uid, 'context', name)
  const prefixed = (prefix: string, name: string): string | undefined => field(name) && `${prefix}/${field(name)}`
  const [cluster, service] = [field('ecs-cluster-name'), field('ecs-service-name')]
  return [
    ...interfaces.flatMap((ip) => entity('address', ip)),
    ...entity('resource', prefixed('network-interface', 'interface-id'), field('interface-id')),
    ...entity('resource', prefixed('instance', 'instance-id'), field('instance-id')),
    ...entity('container', field('ecs-container-id')),
    ...entity('container', field('ecs-second-container-id')),
    ...entity('workload', cluster && service && `${cluster}/service/${service}`, service),
    ...entity('cluster', cluster),
  ]
}

const derivedOf = ({ flow, reply, interfaces, field }: VpcFlow): JsonObject => ({
  ...flowDerived(flow),
  ...present({
    reply,
    interface_addresses: interfaces.length === 0 ? undefined : interfaces,
    aws_service: field('pkt-dst-aws-service') ?? field('pkt-src-aws-service'),
  }),
})
