import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { zeek } from './source.ts'

const PLACE = { source: 'zeek', file: 'test', line: 1 }
const read = (value: JsonObject) => {
  const event = zeek.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const ends = { uid: 'C1', 'id.orig_h': '10.0.0.1', 'id.orig_p': 40_000, 'id.resp_h': '10.0.0.2', 'id.resp_p': 443 }
const conn = (more: JsonObject = {}): JsonObject => ({
  ts: 1_772_442_900.5,
  ...ends,
  proto: 'tcp',
  conn_state: 'SF',
  ...more,
})
const derived = (record: JsonObject, name: string): unknown => valueAt(read(record).views[0], `fields.derived.${name}`)
const services = (record: JsonObject): (string | undefined)[] =>
  read(record).views.flatMap(({ logsource: { product, service } }) => (product === 'zeek' && service ? [service] : []))

const HEADER = ['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tdns']
const readLines = (lines: readonly string[]): unknown[] => {
  const reader = zeek.createLineReader?.()
  return lines.flatMap((line, at) => [...(reader?.line(line, at + 1) ?? [{ line: at + 1, left: line }])])
}

describe('zeek', () => {
  it('makes of a tab-separated line what Zeek would have written in JSON', () => {
    const lines = [
      '#fields\tts\tuid\tid.resp_p\tquery\tAA\tTTLs\tanswers\ttags\torigin',
      '#types\ttime\tstring\tport\tstring\tbool\tvector[interval]\tvector[string]\tset[enum]\tstring',
      '1772442900.500000\tC1\t53\ta\\x09b\tF\t1.000000,2.5\tx\\x2cy,\\\\x00\t(empty)\t-',
    ]
    assert.deepEqual(readLines([...HEADER, ...lines]), [
      {
        line: 8,
        value: {
          _path: 'dns',
          ts: 1_772_442_900.5,
          uid: 'C1',
          'id.resp_p': 53,
          query: 'a\tb',
          AA: false,
          TTLs: [1, 2.5],
          answers: ['x,y', String.raw`\x00`],
          tags: [],
        },
      },
    ])
  })
  it('says of a line that breaks off how many fields it lacks, and leaves lines of others alone', () => {
    const header = [...HEADER, '#fields\tts\tuid', '#types\ttime\tstring']
    assert.deepEqual(readLines([...header, '1772442900.500000']), [{ line: 8, left: '1772442900.500000' }])
    assert.deepEqual(readLines([...header, '1772442900.500000\tC1\tx']), [
      { line: 8, fault: 'has 3 fields where its header names 2' },
    ])
    for (const line of ['hello', '# a comment', 'no\ttime', '#Fields: date time'])
      assert.deepEqual(readLines([...header, line]), [{ line: 8, left: line }])
  })
  it('reads a header with another separator', () => {
    const lines = ['#separator \\x2c', '#set_separator,;', '#path,conn', '#fields,ts,conn_state', '#types,time,string']
    assert.deepEqual(readLines([...lines, '1.5,SF']), [
      { line: 6, value: { _path: 'conn', ts: 1.5, conn_state: 'SF' } },
    ])
  })
  it('knows a log by what it says, or by its fields, or else only as Zeek', () => {
    assert.deepEqual(services(conn()), ['conn'])
    assert.deepEqual(services(conn({ _path: 'conn_red' })), ['conn'])
    assert.deepEqual(services({ ts: 1, ...ends, qtype_name: 'A' }), ['dns'])
    assert.deepEqual(services({ ts: 1, ...ends, something: 'else' }), [])
    assert.equal(zeek.recognises({ ...ends }), false, 'without a time')
  })
  it('reads a time of each kind', () => {
    const times = [1_772_442_900.5, 1_772_442_900_500, '2026-03-02T09:15:00.500000Z']
    for (const ts of times) assert.equal(read(conn({ ts })).time, 1_772_442_900_500)
    assert.throws(() => read(conn({ ts: 'soon' })), RecordError)
  })
  it('takes no port for a proof of encryption, and no service for one that changed', () => {
    const found = ['-', undefined, 'ssl', 'smtp,ssl', 'http', 'gssapi,smb'].map((service) =>
      derived(conn({ service }), 'encrypted'),
    )
    assert.deepEqual(found, [undefined, undefined, true, true, false, undefined])
  })
  it('has a direction only where it knows what is local', () => {
    const direction = (local_orig?: boolean, local_resp?: boolean): unknown =>
      derived(conn({ local_orig, local_resp }), 'direction')
    assert.deepEqual(
      [direction(true, false), direction(false, true), direction(true, true), direction(), direction(false, false)],
      ['outbound', 'inbound', 'lateral', undefined, undefined],
    )
  })
  it('tells refusal, silence and end apart', () => {
    const activities = ['S0', 'REJ', 'SF', 'RSTR', 'OTH'].map((conn_state) => read(conn({ conn_state })).activity_name)
    assert.deepEqual(activities, ['Fail', 'Refuse', 'Close', 'Reset', 'Traffic'])
  })
})
