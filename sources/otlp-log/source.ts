/** Log records of OpenTelemetry, as OTLP carries them -> OCSF Base Event [0]. */
import {
  defineSource,
  isObject,
  numberAt,
  otlpRecordsOf,
  present,
  RecordError,
  redactRecord,
  textAt,
  whereaboutsDerived,
  whereaboutsEntities,
  whereaboutsFacts,
  type JsonObject,
} from 'tallyman/source'
import { whereaboutsOf } from './whereabouts.ts'

const MESSAGE_LENGTH = 400

export const otlpLog = defineSource({
  id: 'otlp-log',
  title: 'OpenTelemetry logs',
  logsource: { product: 'opentelemetry', service: 'log' },
  unwrap: otlpRecordsOf,

  recognises: ({ timeUnixNano, observedTimeUnixNano, attributes, resource }) =>
    (isTime(timeUnixNano) || isTime(observedTimeUnixNano)) && isObject(attributes) && isObject(resource),

  normalise(record, { redact }) {
    const raw = redactRecord(record, redact)
    const where = whereaboutsOf(raw)
    const text = textOf(raw)
    const derived = present({ text, ...whereaboutsDerived(where) })
    const said = text.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_LENGTH)
    return {
      class_name: 'Base Event',
      activity_name: 'Other',
      time: timeOf(raw),
      message: said === '' ? 'an empty log record' : said,
      details: present({ severity: textAt(raw, 'severityText'), severity_number: numberAt(raw, 'severityNumber') }),
      entities: whereaboutsEntities(where),
      facts: whereaboutsFacts(where),
      fields: { ...raw, derived },
      raw,
    }
  },
})

/** Nanoseconds since 1970, as text or as a number. */
const isTime = (value: unknown): value is string | number =>
  (typeof value === 'string' && /^\d{1,20}$/.test(value)) || (typeof value === 'number' && value >= 0)

/** When it happened, or when it was first seen where nobody knows more; 0 says that nobody does. */
function timeOf(record: JsonObject): number {
  for (const name of ['timeUnixNano', 'observedTimeUnixNano']) {
    const value = record[name]
    const time = isTime(value) ? Math.floor(Number(value) / 1_000_000) : 0
    if (time > 0) return time
  }
  throw new RecordError('timeUnixNano', 'nanoseconds since 1970', record['timeUnixNano'])
}

/** What was said: a text as it is, anything else as JSON. */
function textOf(record: JsonObject): string {
  const { body, eventName } = record
  if (typeof body === 'string') return body
  if (body !== undefined) return JSON.stringify(body)
  return typeof eventName === 'string' ? eventName : ''
}
