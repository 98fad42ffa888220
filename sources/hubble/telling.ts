/** What a flow is told as: a request, a question, or packets, by what Cilium could read in it. */
import {
  connectionView,
  dnsDetails,
  dnsView,
  firewallViews,
  flowDetails,
  flowMessage,
  LINUX_CONNECTION,
  requestTold,
  textAt,
  type Draft,
  type JsonObject,
  type Lookup,
  type Request,
} from 'tallyman/source'
import { podUid } from './entities.ts'
import type { Endpoint, HubbleFlow } from './flow.ts'
import { lookupOf, requestOf } from './layer7.ts'

type Telling = Omit<Draft, 'time'>

export function tellingOf(record: JsonObject, hubble: HubbleFlow): Telling {
  const [lookup, request] = [lookupOf(record), requestOf(record)]
  const told = lookup ? lookupTold(lookup, hubble) : request ? httpTold(request, hubble) : packetTold(hubble)
  return {
    ...told,
    message: `${lineOf(hubble)}: ${told.message}`.replaceAll(/\s+/g, ' '),
    ...outcomeOf(record, hubble, lookup?.rcode, request?.status),
    details: { ...flowDetails(hubble.flow), ...told.details },
    // A filter decides on the first packet; what it drops later is told too.
    views: [...(told.views ?? []), ...(begins(hubble) || isRefused(hubble) ? firewallViews(hubble.flow) : [])],
  }
}

function outcomeOf(record: JsonObject, hubble: HubbleFlow, rcode?: string, status?: number): Partial<Telling> {
  const code = textAt(record, 'drop_reason_desc') ?? rcode ?? (status === undefined ? undefined : String(status))
  const failed = isRefused(hubble) || (status ?? 0) >= 400 || (rcode ?? 'NOERROR') !== 'NOERROR'
  return { status: failed ? 'Failure' : 'Success', ...(code !== undefined && { status_code: code }) }
}

const isRefused = ({ flow: { verdict } }: HubbleFlow): boolean => verdict === 'dropped' || verdict === 'failed'

const lineOf = ({ flow, from, to }: HubbleFlow): string => flowMessage(flow, { from: nameOf(from), to: nameOf(to) })

const nameOf = (endpoint: Endpoint): string | undefined => podUid(endpoint) ?? endpoint.reserved

const lookupTold = (lookup: Lookup, { flow, reply }: HubbleFlow): Telling => ({
  class_name: 'DNS Activity',
  activity_name: reply ? 'Response' : 'Query',
  message: `${reply ? 'answer' : 'question'} ${lookup.query ?? '?'} ${lookup.type ?? ''}${droppedToo(flow)}`,
  details: dnsDetails(lookup),
  views: [dnsView(lookup, flow)],
})

const httpTold = (request: Request, { flow }: HubbleFlow): Telling => {
  const told = requestTold(request, flow)
  return { ...told, message: `${told.message}${droppedToo(flow)}` }
}

const droppedToo = ({ verdict }: HubbleFlow['flow']): string => (verdict === 'dropped' ? ', dropped' : '')

const packetTold = (hubble: HubbleFlow): Telling => ({
  class_name: 'Network Activity',
  activity_name: activityOf(hubble),
  message: `${hubble.flow.verdict ?? 'seen'}${hubble.reply ? ', a reply' : ''}`,
  views: begins(hubble) ? [connectionView(hubble.flow, LINUX_CONNECTION)] : [],
})

/** Packets are told one by one: only the first of a connection is its beginning. UDP has none, so that each may be. */
const begins = ({ flow, reply, flags }: HubbleFlow): boolean =>
  !reply && flow.protocol !== undefined && (flow.protocol !== 'tcp' || (flags.has('SYN') && !flags.has('ACK')))

function activityOf({ flow: { verdict }, reply, flags }: HubbleFlow): string {
  if (verdict === 'dropped') return 'Refuse'
  if (verdict === 'failed') return 'Fail'
  if (flags.has('RST')) return 'Reset'
  if (flags.has('FIN')) return 'Close'
  return flags.has('SYN') && !reply ? 'Open' : 'Traffic'
}
