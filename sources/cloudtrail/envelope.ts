/** What CloudTrail's records come in: files in a bucket, events of EventBridge, answers of `lookup-events`. */
import { isObject, jsonIn, listAt, textAt } from 'tallyman/source'

export function unwrap(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  const records = listAt(value, 'Records')
  if (records.length > 0 && records.every((record) => textAt(record, 'eventVersion') !== undefined)) return records
  if (textAt(value, 'detail.eventSource') !== undefined && textAt(value, 'detail-type') !== undefined)
    return [value['detail']]
  const events = listAt(value, 'Events').map((event) => textAt(event, 'CloudTrailEvent'))
  return events.length > 0 && events.every((text) => text !== undefined)
    ? events.map((text) => jsonIn(text))
    : undefined
}
