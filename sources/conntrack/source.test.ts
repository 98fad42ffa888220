import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { conntrack } from './source.ts'

const PLACE = { source: 'conntrack', file: 'test', line: 1 }
const read = (value: JsonObject) => {
  const event = conntrack.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const recordsOf = (text: string): JsonObject[] => {
  const reader = conntrack.createLineReader?.()
  return text.split('\n').flatMap((line, at) =>
    [...(reader?.line(line, at + 1) ?? [])].map((record) => {
      assert.ok('value' in record)
      return record.value
    }),
  )
}
const sample = (file: string): JsonObject[] =>
  recordsOf(readFileSync(new URL(`./samples/${file}`, import.meta.url), 'utf8'))
const tuple = 'src=10.0.0.1 dst=10.0.0.2 sport=4000 dport=80'
const answer = 'src=10.0.0.2 dst=10.0.0.1 sport=80 dport=4000'

describe('conntrack', () => {
  it('makes the same record of text and of XML, but for the clock', () => {
    const CLOCKS = new Set(['time', 'when', 'progname', 'portid'])
    const timeless = (record: JsonObject): JsonObject =>
      Object.fromEntries(Object.entries(record).filter(([name]) => !CLOCKS.has(name)))
    const echoless = (record: JsonObject): boolean => record['protocol'] !== 'icmp'
    const [text, xml] = ['events.log', 'xml.log'].map((file) => sample(file).filter(echoless).map(timeless))
    assert.ok((text?.length ?? 0) > 20)
    assert.deepEqual(xml, text)
  })
  it('names who answers behind a published port, and who asked behind a masquerade', () => {
    const published = sample('events.log').find((record) => JSON.stringify(record).includes('"dport":8080'))
    assert.ok(published)
    const targets = read(published).entities.filter(({ role }) => role === 'target')
    assert.deepEqual(
      targets.map(({ uid }) => uid),
      ['172.17.0.1', '172.30.0.3'],
    )
    const masked = sample('kernel-times.log').find((record) => JSON.stringify(record).includes('198.51.100.99'))
    assert.ok(masked)
    const { activity_name, status, entities } = read(masked)
    assert.deepEqual([activity_name, status], ['Fail', 'Failure'])
    assert.deepEqual(
      entities.map(({ role, uid }) => `${role} ${uid}`),
      ['origin 172.17.0.3', 'target 198.51.100.99', 'context 198.51.100.1'],
    )
  })
  it('tells a refusal from silence, and both from an end', () => {
    const ends = sample('events.log').filter(({ event }) => event === 'destroy')
    const told = ends.map((record) => read(record).activity_name)
    assert.deepEqual([told.filter((name) => name === 'Refuse').length, told.includes('Close')], [2, true])
  })
  it('has one connection for each that began', () => {
    const records = sample('events.log')
    const views = records.flatMap((record) => read(record).views).filter(({ logsource }) => logsource.category)
    assert.equal(views.length, records.filter(({ event }) => event === 'new').length)
  })
  it('keeps the id of an echo apart from that of its entry', () => {
    const [echo] = recordsOf(
      '[1.5] [NEW] icmp 1 30 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=9 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=9 id=77',
    )
    assert.equal(echo?.['id'], 77)
    assert.equal(valueAt(echo, 'original.id'), 9)
  })
  it('sets aside what has no time, and says how to have one', () => {
    const [list] = recordsOf(`tcp 6 431999 ESTABLISHED ${tuple} ${answer} [ASSURED] mark=0 use=1`)
    const [event] = recordsOf(`[NEW] tcp 6 120 SYN_SENT ${tuple} [UNREPLIED] ${answer}`)
    assert.ok(list && event)
    assert.throws(() => read(list), RecordError)
    assert.throws(() => read(list), /conntrack -E/)
    assert.throws(() => read(event), /-o timestamp/)
  })
  it('leaves lines of others alone, and takes none of a name for a field', () => {
    const reader = conntrack.createLineReader?.()
    for (const line of ['src=1 dst=2', 'tcp 6 hello', `x tcp 6 ${tuple} ${answer}`, '<flow>'])
      assert.equal(reader?.line(line, 1), undefined, line)
    assert.deepEqual(reader?.line(`tcp 6 1 ${tuple}`, 1), [
      { line: 1, fault: 'is an entry of conntrack that breaks off' },
    ])
    const [odd] = recordsOf(`[1.5] [NEW] tcp 6 ${tuple} ${answer} __proto__=7 constructor=8 id=9`)
    assert.deepEqual(Object.keys(odd ?? {}), ['time', 'event', 'protocol', 'protonum', 'original', 'reply', 'id'])
  })
})
