/** Tracee's events as JSON -> OCSF Process [1007], File System [1001], Network [4001], DNS [4003], HTTP [4002], Detection Finding [2004]. */
import {
  defineSource,
  DNS,
  dnsDetails,
  FILE_EVENT,
  flowDerived,
  flowDetails,
  flowEntities,
  httpDetails,
  LINUX_CONNECTION,
  numberAt,
  present,
  PROCESS_CREATION,
  PROXY,
  redactRecord,
  textAt,
  WEBSERVER,
  whereaboutsDerived,
  whereaboutsEntities,
  whereaboutsFacts,
  type Flow,
  type JsonObject,
} from 'tallyman/source'
import { actingOf } from './acting.ts'
import { activityOf, pathOf } from './activity.ts'
import { flowOf, lookupOf, requestOf } from './conversation.ts'
import { commandOf, exeOf, readHappening, whereaboutsOf, wordsOf, type Happening } from './happening.ts'
import { viewsOf } from './views.ts'

export const tracee = defineSource({
  id: 'tracee',
  title: 'Tracee events',
  logsource: { product: 'tracee' },
  taxonomies: [PROCESS_CREATION, FILE_EVENT, LINUX_CONNECTION, DNS, PROXY, WEBSERVER],

  recognises: (record) =>
    typeof record['eventName'] === 'string' && Array.isArray(record['args']) && typeof record['processId'] === 'number',

  normalise(record, { redact }) {
    const raw = redactRecord(record, redact)
    const happening = readHappening(raw)
    const { name, time, result } = happening
    const activity = activityOf(happening)
    const [flow, where, command] = [flowOf(happening), whereaboutsOf(happening), commandOf(happening)]
    const isCall = happening.signature === undefined && !name.startsWith('net_packet')
    return {
      ...activity,
      time,
      ...(isCall && result !== undefined && { status: result < 0 ? 'Failure' : 'Success' }),
      message: messageOf(happening, flow),
      ...(command !== undefined && { command }),
      operation: name,
      ...operationOf(happening),
      process: actingOf(happening),
      details: detailsOf(happening, flow),
      entities: [...whereaboutsEntities(where), ...(flow ? flowEntities(flow) : [])],
      facts: whereaboutsFacts(where),
      fields: { ...raw, derived: { ...derivedOf(happening, flow), ...whereaboutsDerived(where) } },
      views: viewsOf(happening, activity, flow),
      raw,
    }
  },
})

/** All that one process did has one operation, where Tracee names processes beyond their numbers. */
function operationOf({ record }: Happening): { readonly operation_uid?: string } {
  const [id, node] = [numberAt(record, 'processEntityId'), textAt(record, 'hostName')]
  return id === undefined || node === undefined || id === 0 ? {} : { operation_uid: `${node}/${id}` }
}

const MESSAGE_LENGTH = 400

function messageOf(happening: Happening, flow: Flow | undefined): string {
  const { name, record, signature } = happening
  const [lookup, request] = [lookupOf(happening), requestOf(happening)]
  const said = lookup?.query ?? request?.host ?? pathOf(happening)
  const ends =
    flow && [flow.from, flow.to].map(({ ip = '?', port }) => (port === undefined ? ip : `${ip}:${port}`)).join(' > ')
  const words = [textAt(record, 'processName'), name, signature, said, ends, commandOf(happening)]
  return words
    .filter((word) => word !== undefined)
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .slice(0, MESSAGE_LENGTH)
}

const SEVERITIES = ['Informational', 'Low', 'Medium', 'High', 'Critical']

function detailsOf(happening: Happening, flow: Flow | undefined): JsonObject {
  const [lookup, request] = [lookupOf(happening), requestOf(happening)]
  return present({
    ...(flow && flowDetails(flow)),
    ...(lookup && dnsDetails(lookup)),
    ...(request && httpDetails(request)),
    pid: numberAt(happening.record, 'hostProcessId'),
    exe: exeOf(happening),
    path: pathOf(happening),
    exit_code: happening.name === 'sched_process_exit' ? numberAt(happening.args, 'exit_code') : undefined,
    rule: happening.signature && happening.name,
    severity:
      happening.signature &&
      (SEVERITIES[numberAt(happening.record, 'metadata.Properties.Severity') ?? -1] ?? 'Unknown'),
  })
}

function derivedOf(happening: Happening, flow: Flow | undefined): JsonObject {
  const { args, record, signature } = happening
  const lookup = lookupOf(happening)
  const words = wordsOf(happening)
  return present({
    args,
    command: commandOf(happening),
    argv: words.length > 0 ? words : undefined,
    exe: exeOf(happening),
    path: pathOf(happening),
    flow: flow && flowDerived(flow),
    query: lookup?.query,
    answers: lookup?.answers,
    user: whereaboutsOf(happening).user,
    signature,
    technique: textAt(record, 'metadata.Properties.external_id'),
  })
}
