/** The fields of a flow log record, versions 2 to 10, and what may stand in each. */

/** Digits. */
const NUMBERS = 'version srcport dstport protocol packets bytes start end tcp-flags traffic-path encryption-status'
/** An address. */
const ADDRESSES = 'srcaddr dstaddr pkt-srcaddr pkt-dstaddr'
/** One word. */
const WORDS =
  'account-id interface-id action log-status vpc-id subnet-id instance-id type region az-id sublocation-type ' +
  'sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction ecs-cluster-arn ecs-cluster-name ' +
  'ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id ecs-service-name ' +
  'ecs-task-definition-arn ecs-task-arn ecs-task-id reject-reason resource-id'

type Kind = 'number' | 'address' | 'word'

export const FIELDS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ...NUMBERS.split(' ').map((name) => [name, 'number'] as const),
  ...ADDRESSES.split(' ').map((name) => [name, 'address'] as const),
  ...WORDS.split(' ').map((name) => [name, 'word'] as const),
])

/** What a log has where nobody chose its fields. */
export const DEFAULT_FIELDS: readonly string[] =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
    ' ',
  )

/** Enough to tell such a record from others: it is about somebody, at some time. */
export function isFlowLog(names: ReadonlySet<string>): boolean {
  const known = [...names].filter((name) => FIELDS.has(name))
  const about = ['srcaddr', 'pkt-srcaddr', 'dstaddr', 'pkt-dstaddr', 'log-status'].some((name) => names.has(name))
  return known.length >= 5 && about && (names.has('start') || names.has('end'))
}

/** Athena, Firehose and many shippers write `account_id` for `account-id`. */
export const ownName = (name: string): string => name.replaceAll('_', '-')
