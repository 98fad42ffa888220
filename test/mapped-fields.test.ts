/** The reference's count of the fields that are told. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { defineSource, stringAt, textAt, textsAt, timeAt } from 'tallyman/source'
import { mappedFields } from '../scripts/reference/mapped.ts'
import type { Event } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'

const source = defineSource({
  id: 'test',
  title: 'Test',
  logsource: { product: 'test' },
  recognises: () => true,
  normalise: (record) => ({
    class_name: 'Base Event',
    activity_name: 'Other',
    time: timeAt(record, 'at'),
    message: stringAt(record, 'who.name'),
    fields: { ...record, derived: { words: textsAt(record, 'words'), isOdd: record['count'] === 3 } },
    ...(textAt(record, 'rarely') !== undefined && { details: { rarely: true } }),
  }),
})
const eventOf = (record: JsonObject): Event => {
  const event = source.read({ place: { source: 'test', file: 'f', line: 1 }, value: record }, { redact: () => '' })
  assert.ok('uid' in event)
  return event
}

it('counts a field as mapped if another value, or none, is told otherwise', () => {
  const record = {
    at: '2026-11-20T09:00:00Z',
    who: { name: 'ana', id: 7 },
    words: ['a', 'b'],
    count: 3,
    unread: [{ x: 1 }, { x: 2 }],
  }
  assert.deepEqual(mappedFields(source, [eventOf(record)]), { fields: 6, mapped: 4 })
  assert.deepEqual(mappedFields(source, [eventOf(record), eventOf({ ...record, rarely: 'x' })]), {
    fields: 7,
    mapped: 5,
  })
})
