import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { blockOf, type Block } from './block.ts'
import { RecordError } from './errors.ts'
import { createIngest, isSetAside, type Outcome } from './ingest.ts'
import { createLineCutter } from './input/lines.ts'
import type { JsonObject } from '../model/record.ts'
import { textAt } from './read.ts'
import { defineSource, type Source } from './source.ts'
import type { TextRecord } from './text-lines.ts'

const source = (id: string): Source =>
  defineSource({
    id,
    title: id,
    logsource: { product: id },
    recognises: (record) => record['of'] === id,
    unwrap: (value) =>
      value !== null && typeof value === 'object' && `${id}s` in value
        ? (Object.values(value)[0] as unknown[])
        : undefined,
    normalise(record, { redact }) {
      if (record['time'] === 'never') return { redundant: 'it says so' }
      if (record['time'] === 'crash') throw new TypeError('the secret is 42')
      if (typeof record['time'] !== 'number') throw new RecordError('time', 'a number', record['time'])
      const message = redact(textAt(record, 'secret') ?? '')
      return { class_name: 'API Activity', activity_name: 'Other', time: record['time'], message }
    },
  })
/** Of text: `bird 7 time=1` and `bird 7 secret=x` are one record, which a line of another number ends. */
const bird: Source = {
  ...source('bird'),
  createLineReader() {
    let held: { number: string; line: number; value: JsonObject } | undefined
    const end = (): TextRecord[] => {
      const whole = held ? [held] : []
      held = undefined
      return whole.map(({ line, value }) => ({ line, value }))
    }
    return {
      line(text, line) {
        const [, number, name, word] = /^bird (\d+) (\w+)=(\w+)[ \t]*$/.exec(text) ?? []
        if (number === undefined || name === undefined)
          return text === 'bird' ? [{ line, fault: 'says nothing' }] : undefined
        const whole = held?.number === number ? [] : end()
        const value = name === 'time' ? Number(word) : word
        held = { number, line: held?.line ?? line, value: { of: 'bird', ...held?.value, [name]: value } }
        return whole
      },
      end,
    }
  },
}
const sources = new Map([...['dog', 'cat'].map((id) => [id, source(id)] as const), ['bird', bird]])
const observe = (text: string, options = {}): Outcome[] =>
  createIngest({ sources, ...options }).observe(blockOf('f', text))
const told = (outcomes: readonly Outcome[]): string[] =>
  outcomes.map(
    (outcome) =>
      `${outcome.place.source} ${outcome.place.line} ${isSetAside(outcome) ? `${outcome.kind}: ${outcome.reason}` : outcome.time}`,
  )

describe('ingest', () => {
  it('recognises each record by its content, also where a file mixes them', () => {
    assert.deepEqual(told(observe('{"of":"dog","time":1}\n{"of":"cat","time":2}\n{"of":"dog","time":3}')), [
      'dog 1 1',
      'cat 2 2',
      'dog 3 3',
    ])
  })
  it('takes envelopes and arrays apart', () => {
    assert.deepEqual(
      told(observe('{"dogs":[{"of":"dog","time":1},7]}\n[{"of":"cat","time":2},[{"of":"cat","time":3}]]')),
      ['dog 1 1', 'dog 1 unreadable: is a number, not a JSON object', 'cat 2 2', 'cat 2 3'],
    )
  })
  it('reads text that a source knows, also between JSON, and names the line it begins at', () => {
    const text = [
      'bird 1 time=1',
      'bird 1 secret=x',
      '',
      '{"of":"dog","time":2}',
      'bird 2 time=3',
      'bird',
      'fish 1 time=1',
      '7',
    ]
    assert.deepEqual(told(observe(text.join('\r\n'))), [
      'dog 4 2',
      'bird 1 1',
      'bird 6 unreadable: says nothing',
      'bird 7 unreadable: is not JSON: a value was expected at column 1',
      'bird 8 unreadable: is a number, not a JSON object',
      'bird 5 3',
    ])
  })
  it('loses no line of text to a document that does not end', () => {
    assert.deepEqual(told(observe('[\nbird 1 time=1\n{"of":"dog",\nbird 2 time=2')), [
      'unknown 1 unreadable: its document breaks in line 2: a comma or the end was expected at column 6',
      'unknown 3 unreadable: its document breaks in line 4: a name was expected at column 1',
      'bird 2 1',
      'bird 4 2',
    ])
  })
  it('reads what a source made of text again where somebody kept it as JSON', () => {
    assert.deepEqual(told(observe('{"of":"bird","time":1}')), ['bird 1 1'])
  })
  it('sets aside what is no event, with place and reason, and shows no value', () => {
    const lines = [
      '{"of":"fox","secret":"42"}',
      '{"of":"dog"}',
      '{"of":"dog","time":"never"}',
      '{"of":"dog","time":"crash"}',
      '"42"',
      '{}',
    ]
    assert.deepEqual(told(observe(lines.join('\n'))), [
      'unknown 1 unrecognised: no source knows a record with the fields "of", "secret"',
      'dog 2 unreadable: time should be a number, but is missing',
      'dog 3 redundant: it says so',
      'dog 4 unreadable: dog could not read it (TypeError)',
      'dog 5 unreadable: is a string, not a JSON object',
      'unknown 6 unrecognised: no source knows a record without fields',
    ])
  })
  it('sets a line over the cap aside and reads the next', () => {
    assert.deepEqual(
      told(observe(`{"of":"dog","time":1,"pad":"${'x'.repeat(90)}"}\n{"of":"dog","time":2}`, { maxLine: 80 })),
      ['unknown 1 unreadable: is longer than 80 bytes', 'dog 2 2'],
    )
  })
  it('reads bytes that are not UTF-8: nobody hides a record behind them', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"of":"dog","time":1,"secret":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}'),
    ])
    const outcomes = createIngest({ sources }).observe({ file: 'f', firstLine: 1, bytes, last: true })
    assert.deepEqual(told(outcomes), ['dog 1 1'])
  })
  it('redacts with a mark of the secret only where there is a key', () => {
    const message = (options: object): string[] =>
      observe('{"of":"dog","time":1,"secret":"42"}', options).flatMap((outcome) =>
        isSetAside(outcome) ? [] : [outcome.message],
      )
    assert.deepEqual(message({}), ['[redacted]'])
    assert.match(message({ redactionKey: 'key' })[0] ?? '', /^\[redacted:[0-9a-f]{8}\]$/)
    assert.notDeepEqual(message({ redactionKey: 'key' }), message({ redactionKey: 'other' }))
  })
  it('survives a record that is deeper than anyone may recurse', () => {
    const deep = `{"of":"dog","time":1,"in":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    assert.deepEqual(told(observe(`${deep}\n{"of":"dog","time":2}`)), [
      'unknown 1 unreadable: is nested deeper than 256 levels',
      'dog 2 2',
    ])
  })
  it('gives the same outcomes wherever the bytes are cut', () => {
    const text =
      '\uFEFF{"of":"dog","time":1,"secret":"é🐕"}\r\n{\n"of":"cat",\n"time":2}\nx\n\n\0bird 1 time=4\nbird 1 secret=x\t\nbird 2 time=5\n[{"of":"dog","time":3}'
    const whole = observe(text, { maxLine: 60 })
    assert.equal(whole.length, 6)
    fc.assert(
      fc.property(fc.array(fc.nat(Buffer.byteLength(text))), (cuts) => {
        const cutter = createLineCutter('f', 60)
        const bytes = Buffer.from(text)
        const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
        const blocks: (Block | undefined)[] = edges
          .slice(1)
          .map((edge, at) => cutter.push(bytes.subarray(edges[at], edge)))
        const ingest = createIngest({ sources, maxLine: 60 })
        assert.deepEqual(
          [...blocks, cutter.end()].flatMap((block) => (block ? ingest.observe(block) : [])),
          whole,
        )
      }),
    )
  })
})

describe('a source that throws where it looks', () => {
  it('costs the value that it looked at, and no other', () => {
    const clumsy: Source = {
      ...source('clumsy'),
      recognises(record) {
        if (record['of'] === 'trap') throw new TypeError('the secret is 42')
        return record['of'] === 'clumsy'
      },
    }
    const text = '{"of":"trap"}\n{"of":"clumsy","time":1}\n'
    const outcomes = createIngest({ sources: new Map([['clumsy', clumsy]]) }).observe(blockOf('f', text))
    assert.deepEqual(
      outcomes.map((outcome) => (isSetAside(outcome) ? outcome.reason : outcome.time)),
      ['could not be looked at (TypeError)', 1],
    )
  })
})
