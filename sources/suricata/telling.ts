/** What a record of EVE is told as, by its type; a type that is new is told as traffic of its protocol. */
import {
  connectionView,
  dnsDetails,
  dnsView,
  firewallViews,
  numberAt,
  present,
  requestTold,
  textAt,
  valueAt,
  type Draft,
  type Flow,
  type JsonObject,
} from 'tallyman/source'
import { lookupOf, requestOf, tlsDetails } from './layer7.ts'

type Telling = Omit<Draft, 'time'>
type Tell = (record: JsonObject, flow: Flow) => Telling

export const tellingOf: Tell = (record, flow) =>
  (TELLINGS.get(textAt(record, 'event_type') ?? '') ?? otherTold)(record, flow)

/** `Potentially Bad Traffic` and the like are the rule's; its number is the gravest at 1. */
const SEVERITIES = ['Unknown', 'High', 'Medium', 'Low', 'Informational']

const alertTold: Tell = (record, flow) => {
  const [gid, sid, rev] = ['gid', 'signature_id', 'rev'].map((name) => valueAt(record, `alert.${name}`))
  const signature = textAt(record, 'alert.signature') ?? `signature ${isNumber(sid) ? sid : 'unknown'}`
  return {
    class_name: 'Detection Finding',
    activity_name: 'Create',
    message: `${signature}${flow.verdict === 'dropped' ? ' (blocked)' : ''}`,
    details: present({
      rule: present({ uid: [gid, sid, rev].every(isNumber) ? `${gid}:${sid}:${rev}` : undefined, name: signature }),
      category: textAt(record, 'alert.category'),
      severity: SEVERITIES[numberAt(record, 'alert.severity') ?? 0] ?? 'Unknown',
    }),
  }
}

const isNumber = (value: unknown): value is number => typeof value === 'number'

const dnsTold: Tell = (record, flow) => {
  const lookup = lookupOf(record) ?? { query: undefined, type: undefined }
  const type = textAt(record, 'dns.type')
  const answered = type === 'answer' || type === 'response'
  const { rcode } = lookup
  return {
    class_name: 'DNS Activity',
    activity_name: answered ? 'Response' : 'Query',
    message: `${answered ? 'answer' : 'question'} ${lookup.query ?? '?'} ${lookup.type ?? ''}`,
    ...(answered && { status: rcode === undefined || rcode === 'NOERROR' ? 'Success' : 'Failure' }),
    ...(rcode !== undefined && { status_code: rcode }),
    details: dnsDetails(lookup),
    views: [dnsView(lookup, flow)],
  }
}

const httpTold: Tell = (record, flow) => requestTold(requestOf(record), flow)

/** A record of `flow` is written when a conversation is over: each is told once. */
const flowTold: Tell = (record, flow) => {
  const silent = flow.traffic?.packets_in === 0 && flow.protocol === 'tcp'
  return {
    class_name: 'Network Activity',
    activity_name: valueAt(record, 'tcp.rst') === true ? 'Reset' : silent ? 'Fail' : 'Close',
    message: silent ? 'never answered' : `ended (${textAt(record, 'flow.state') ?? 'unknown'})`,
    status: silent ? 'Failure' : 'Success',
    views: [connectionView(flow)],
  }
}

const dropTold: Tell = (record, flow) => ({
  class_name: 'Network Activity',
  activity_name: 'Refuse',
  message: 'dropped',
  status: 'Failure',
  ...present({ status_code: textAt(record, 'drop.reason') }),
  views: firewallViews(flow),
})

const tlsTold: Tell = (record) => ({
  class_name: 'Network Activity',
  activity_name: 'Open',
  message: `${textAt(record, 'tls.version') ?? 'TLS'} to ${textAt(record, 'tls.sni') ?? 'a server that is not named'}`,
  status: 'Success',
  details: tlsDetails(record),
})

const fileTold: Tell = (record) => ({
  class_name: 'Network Activity',
  activity_name: 'Traffic',
  message: `file ${textAt(record, 'fileinfo.filename') ?? ''}`,
  details: present({
    file: present({
      name: textAt(record, 'fileinfo.filename'),
      size: valueAt(record, 'fileinfo.size'),
      sha256: textAt(record, 'fileinfo.sha256'),
      md5: textAt(record, 'fileinfo.md5'),
    }),
  }),
})

const otherTold: Tell = (record) => ({
  class_name: 'Network Activity',
  activity_name: 'Traffic',
  message: textAt(record, 'anomaly.event') ?? textAt(record, 'event_type') ?? 'traffic',
})

const TELLINGS = new Map<string, Tell>([
  ['alert', alertTold],
  ['dns', dnsTold],
  ['http', httpTold],
  ['flow', flowTold],
  ['drop', dropTold],
  ['tls', tlsTold],
  ['fileinfo', fileTold],
])
