/** CloudWatch Logs, where EKS writes its audit log: subscriptions, the answers of its API, and the lines of an export. */
import { isObject, jsonIn, listAt, textAt, type JsonObject, type LineReader } from 'tallyman/source'
import { isAuditEvent } from './event.ts'

/** Of a subscription, `filter-log-events`, `get-log-events` and a query of Logs Insights. */
export function cloudWatchRecords(value: JsonObject): readonly unknown[] | undefined {
  const events = value['messageType'] === 'DATA_MESSAGE' ? listAt(value, 'logEvents') : listAt(value, 'events')
  const messages = [
    ...events.map((event) => textAt(event, 'message')),
    ...listAt(value, 'results').flatMap((row) => rowMessages(row)),
  ]
  // CloudWatch carries any log: lines of text are another source's.
  return messages.some((message) => /^\s*\{/.test(message ?? '')) ? messages.map((text) => jsonIn(text)) : undefined
}

/** A row of a query is a list of fields. */
const rowMessages = (row: unknown): (string | undefined)[] =>
  (Array.isArray(row) ? (row as unknown[]) : []).flatMap((field) =>
    textAt(field, 'field') === '@message' ? [textAt(field, 'value')] : [],
  )

// An export to S3 puts the time before the message, `aws logs tail` the time and the stream.
const LINE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[\d.]*(?:Z|[+-]\d\d:\d\d) (?:[\w.-]+ )?(?=\{)/

export const createExportReader = (): LineReader => ({
  line(text, number) {
    const before = LINE.exec(text)?.[0]
    const value = before === undefined ? undefined : jsonIn(text.slice(before.length))
    return isObject(value) && isAuditEvent(value) ? [{ line: number, value }] : undefined
  },
  end: () => [],
})
