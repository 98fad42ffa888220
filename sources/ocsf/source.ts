/** Events that other tools have normalised to OCSF, of any release since 1.0, in the class that they name. */
import {
  assembled,
  defineSource,
  DNS,
  FILE_EVENT,
  FIREWALL,
  isObject,
  LINUX_CONNECTION,
  NETWORK_CONNECTION,
  numberAt,
  present,
  PROCESS_CREATION,
  PROXY,
  RecordError,
  redactRecord,
  textAt,
  timeAt,
  WEBSERVER,
  type Draft,
  type EventClass,
  type JsonObject,
} from 'tallyman/source'
import { activityOf, classOf } from './class.ts'
import { flowOf, lookupOf, requestOf } from './network.ts'
import { isLinux, othersOf, processOf, whereaboutsOf } from './who.ts'

export const ocsf = defineSource({
  id: 'ocsf',
  title: 'OCSF events',
  logsource: { product: 'ocsf' },
  taxonomies: [PROCESS_CREATION, FILE_EVENT, LINUX_CONNECTION, NETWORK_CONNECTION, FIREWALL, DNS, PROXY, WEBSERVER],

  recognises: (record) =>
    Number.isInteger(record['class_uid']) && isObject(record['metadata']) && ('time' in record || 'time_dt' in record),

  normalise(record, { redact }): Draft {
    const raw = redactRecord(record, redact)
    const [class_name, activity_name] = [classOf(raw), activityOf(raw)]
    const process = processOf(raw)
    const { derived, summary, ...told } = assembled({
      class_name,
      activity_name,
      isLinux: isLinux(raw),
      process,
      path: textAt(raw, 'file.path'),
      flow: flowOf(raw),
      lookup: lookupOf(raw),
      request: requestOf(raw),
      whereabouts: whereaboutsOf(raw),
      others: othersOf(raw),
    })
    return {
      class_name,
      activity_name,
      time: timeOf(raw),
      message: messageOf(raw, summary, activity_name),
      ...present({
        status: statusOf(raw),
        status_code: textAt(raw, 'status_code'),
        command: process?.command,
        operation: operationOf(raw),
        user_agent: textAt(raw, 'http_request.user_agent'),
      }),
      ...told,
      details: { ...told.details, ...findingOf(raw, class_name) },
      fields: { ...raw, derived: { ...derived, ...present({ product: textAt(raw, 'metadata.product.name') }) } },
      raw,
    }
  },
})

/** Milliseconds since 1970, or RFC 3339 with the profile Date/Time. Throws RecordError. */
function timeOf(raw: JsonObject): number {
  const time = numberAt(raw, 'time')
  if (time !== undefined && Number.isInteger(time) && Math.abs(time) < 8.64e15) return time
  if (textAt(raw, 'time_dt') === undefined) throw new RecordError('time', 'milliseconds since 1970', raw['time'])
  return timeAt(raw, 'time_dt')
}

function statusOf(raw: JsonObject): Draft['status'] {
  const status = raw['status_id'] ?? textAt(raw, 'status')
  if (status === 1 || status === 'Success') return 'Success'
  return status === 2 || status === 'Failure' ? 'Failure' : undefined
}

function operationOf(raw: JsonObject): string | undefined {
  const [operation, service] = [textAt(raw, 'api.operation'), textAt(raw, 'api.service.name')]
  return operation === undefined || service === undefined ? operation : `${service} ${operation}`
}

function messageOf(raw: JsonObject, summary: string | undefined, activity: string): string {
  const own = textAt(raw, 'message') ?? textAt(raw, 'finding_info.title')
  const told = own ?? operationOf(raw) ?? summary ?? `${textAt(raw, 'class_name') ?? 'event'} ${activity}`
  return told.replaceAll(/\s+/g, ' ')
}

const findingOf = (raw: JsonObject, class_name: EventClass): JsonObject =>
  class_name !== 'Detection Finding'
    ? {}
    : present({
        rule: present({
          name: textAt(raw, 'finding_info.analytic.name') ?? textAt(raw, 'finding_info.title'),
          uid: textAt(raw, 'finding_info.analytic.uid'),
        }),
        severity: textAt(raw, 'severity') ?? 'Unknown',
      })
