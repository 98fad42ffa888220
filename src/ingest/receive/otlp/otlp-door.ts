/** Logs over OTLP/HTTP, as JSON and as Protocol Buffers: what Fluent Bit, Vector and the OpenTelemetry Collector forward with. */
import type { JsonObject } from '../../../model/record.ts'
import { otlpRecordsOf } from '../../otlp.ts'
import { isObject } from '../../read.ts'
import type { Admission } from '../admission.ts'
import type { Deliver } from '../delivery.ts'
import { jsonAnswer, type Answer, type Delivered, type Door } from '../door.ts'
import { checkCount, innerLine, readJson } from '../json.ts'
import { MAX_LINES } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import type { Sender } from '../sender.ts'
import { readLogsRequest } from './logs-message.ts'
import { WireError, writeMessage } from './wire.ts'

const PROTOBUF = 'application/x-protobuf'

export function createOtlpDoor(deliver: Deliver, admission: Admission, now: () => number = Date.now): Door {
  /**
   * A body that is a record of a source which the sender may deliver is handed on as its origin wrote it. Any other record stays a
   * log record: nothing that a container says passes for what a sensor says, where the sender may not speak for that sensor.
   */
  const lineFor = (record: JsonObject, sender: Sender): string | undefined => {
    const inner = innerLine(record['body'], (value) => admission.isKnown(value, sender))
    if (inner !== undefined) return inner
    const own = observed(record, now)
    return admission.isKnown(own, sender) ? JSON.stringify(own) : undefined
  }
  return {
    path: '/v1/logs',
    async take(delivered) {
      const { sender, type } = delivered
      const records = readRecords(delivered)
      const lines: string[] = []
      let size = 0
      for (const record of records) {
        const line = lineFor(record, sender)
        if (line === undefined) continue
        size += line.length
        if (size > MAX_LINES)
          throw new Refusal(413, `the records, each with its resource, are more than ${MAX_LINES} bytes`)
        lines.push(line)
      }
      if (lines.length > 0) await deliver(`otlp:${sender.name}`, Buffer.from(`${lines.join('\n')}\n`), lines.length)
      return answerOf(type, records.length - lines.length, sender)
    },
    refuse: ({ message, status }, type) =>
      type === PROTOBUF ? { status, type, body: writeMessage([[STATUS_MESSAGE, message]]) } : undefined,
  }
}

function readRecords({ bytes, type }: Delivered): readonly JsonObject[] {
  const records = otlpRecordsOf(type === PROTOBUF ? readProtobuf(bytes) : readRequest(bytes, type))
  if (!records) throw new Refusal(400, 'the body is not an ExportLogsServiceRequest')
  checkCount(records.length)
  return records
}

function readProtobuf(bytes: Buffer): JsonObject {
  try {
    return readLogsRequest(bytes)
  } catch (cause) {
    if (!(cause instanceof WireError)) throw cause
    throw new Refusal(400, `the body is not an ExportLogsServiceRequest: ${cause.message}`, { cause })
  }
}

function readRequest(bytes: Buffer, type: string): unknown {
  if (type !== 'application/json')
    throw new Refusal(415, `the body is to be ${PROTOBUF} or application/json (Content-Type)`)
  const request = readJson(bytes, 'the body')
  // What is empty is left out: a request without logs is `{}`.
  return isObject(request) && Object.keys(request).length === 0 ? { resourceLogs: [] } : request
}

/** The protocol lets the receiver say when it saw what does not say when it was. */
function observed(record: JsonObject, now: () => number): JsonObject {
  const isTold = [record['timeUnixNano'], record['observedTimeUnixNano']].some(
    (time) => time !== undefined && time !== '0',
  )
  return isTold ? record : { ...record, observedTimeUnixNano: `${now()}000000` }
}

// The numbers of fields: ExportLogsServiceResponse, ExportLogsPartialSuccess, google.rpc.Status.
const [PARTIAL_SUCCESS, REJECTED, ERROR_MESSAGE, STATUS_MESSAGE] = [1, 1, 2, 2]

function answerOf(type: string, rejected: number, { name }: Sender): Answer {
  const message = `${name} may not deliver log records of OpenTelemetry as such`
  if (type !== PROTOBUF)
    return jsonAnswer(
      200,
      rejected === 0 ? {} : { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage: message } },
    )
  const partial = writeMessage([
    [REJECTED, rejected],
    [ERROR_MESSAGE, message],
  ])
  return { status: 200, type, body: rejected === 0 ? '' : writeMessage([[PARTIAL_SUCCESS, partial]]) }
}
