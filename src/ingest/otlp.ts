/** Logs of OpenTelemetry in the JSON encoding of OTLP, taken apart into records that each say whose they are. */
import type { JsonObject } from '../model/record.ts'
import { MAX_DEPTH } from './json-extent.ts'
import { present } from './present.ts'
import { isObject, listAt, objectAt, textAt } from './read.ts'

/**
 * The log records of an ExportLogsServiceRequest, or of a line that the Collector's file exporter wrote: each with its fields as
 * OTLP's JSON names them, attributes and body as plain values, and the resource and scope it stood under. `undefined` where the
 * value is neither.
 */
export function otlpRecordsOf(value: unknown): readonly JsonObject[] | undefined {
  if (!isObject(value) || !Array.isArray(value['resourceLogs'])) return undefined
  return listAt(value, 'resourceLogs').flatMap((group) => {
    const resource = plainPairs(listAt(group, 'resource.attributes'))
    return listAt(group, 'scopeLogs').flatMap((scoped) => {
      const scope = scopeOf(objectAt(scoped, 'scope'))
      return listAt(scoped, 'logRecords').map((record) => recordOf(record, resource, scope))
    })
  })
}

// Fields with other names are passed over, as the protocol wants it: a record could pass for another source's by them.
const FIELDS = [
  'timeUnixNano',
  'observedTimeUnixNano',
  'severityNumber',
  'severityText',
  'eventName',
  'traceId',
  'spanId',
  'flags',
  'droppedAttributesCount',
]

function recordOf(record: unknown, resource: JsonObject, scope: JsonObject | undefined): JsonObject {
  const told = isObject(record) ? record : {}
  const [body, attributes] = [plain(told['body']), plainPairs(listAt(told, 'attributes'))]
  return present({
    ...Object.fromEntries(FIELDS.map((name) => [name, told[name]])),
    body,
    attributes,
    resource,
    scope,
  })
}

function scopeOf(scope: JsonObject | undefined): JsonObject | undefined {
  const name = textAt(scope, 'name')
  if (name === undefined) return undefined
  return present({ name, version: textAt(scope, 'version'), attributes: plainPairs(listAt(scope, 'attributes')) })
}

/** What an AnyValue holds. What is too deep for anybody stays as it was encoded. */
function plain(value: unknown, depth = 0): unknown {
  if (!isObject(value)) return undefined
  if (depth > MAX_DEPTH) return value
  const { intValue, arrayValue, kvlistValue } = value
  if (isObject(arrayValue)) return listAt(arrayValue, 'values').map((each) => plain(each, depth + 1) ?? null)
  if (isObject(kvlistValue)) return plainPairs(listAt(kvlistValue, 'values'), depth + 1)
  if (typeof intValue === 'string') return plainInteger(intValue)
  return value['stringValue'] ?? value['boolValue'] ?? intValue ?? value['doubleValue'] ?? value['bytesValue']
}

/** 64 bits are told as text; a number where it can be one. */
const plainInteger = (text: string): number | string =>
  Number.isSafeInteger(Number(text)) && text.trim() !== '' ? Number(text) : text

/** KeyValues as an object. */
const plainPairs = (pairs: readonly unknown[], depth = 0): JsonObject =>
  Object.fromEntries(
    pairs.flatMap((pair) => {
      const key = textAt(pair, 'key')
      return key === undefined ? [] : [[key, plain(isObject(pair) ? pair['value'] : undefined, depth) ?? null]]
    }),
  )
