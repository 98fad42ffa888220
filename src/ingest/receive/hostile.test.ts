/** Bodies that somebody made to do harm: all are answered, none fills the memory, and what was taken can be read. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, beforeEach, describe, it } from 'node:test'
import * as fc from 'fast-check'
import { eventList, post } from '../../../test/delivery.ts'
import { sources, startLoopback, TOKEN } from '../../../test/loopback-receiver.ts'
import { SOURCES } from '../../../test/samples.ts'
import type { Block } from '../block.ts'
import { createIngest, isSetAside } from '../ingest.ts'
import { writeMessage } from './otlp/wire.ts'
import type { Receiver } from './receiver.ts'

const PROTOBUF = 'application/x-protobuf'
const endOf = ({ file, firstLine }: Block): Block => ({ file, firstLine, bytes: new Uint8Array(), last: true })

describe('a hostile body', () => {
  let receiver: Receiver
  const blocks: Block[] = []
  beforeEach(() => void blocks.splice(0))
  before(async () => {
    receiver = await startLoopback({ put: async (block) => void blocks.push(block) })
  })
  after(() => receiver.close())
  const deliver = async (path: string, body: string | Uint8Array, type = 'application/json'): Promise<number> => {
    const url = `${receiver.addresses[0]}${path}`
    return (await post({ url, body, token: TOKEN, headers: { 'content-type': type } })).status
  }

  it('of any kind is answered, and what is answered with 200 can be read', async () => {
    const samples = ['falco/samples/alerts.jsonl', 'kubernetes-audit/samples/pods.jsonl', 'otlp-log/samples/sdk.jsonl']
    const sound = [
      ...samples.map((path) => readFileSync(`${SOURCES}${path}`, 'utf8').split('\n')[0] ?? ''),
      eventList([{ auditID: 'x', stage: 'Panic' }]),
    ].map((text) => Buffer.from(text))
    const body = fc.oneof(
      fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.array(fc.jsonValue()).map((values) => Buffer.from(values.map((value) => JSON.stringify(value)).join('\n'))),
      fc.tuple(fc.constantFrom(...sound), fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
        const broken = Buffer.from(bytes)
        broken[at % broken.length] = byte
        return broken
      }),
      fc.tuple(fc.constantFrom(...sound), fc.nat()).map(([bytes, end]) => bytes.subarray(0, end % (bytes.length + 1))),
    )
    const type = fc.constantFrom('application/json', PROTOBUF)
    const seen = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/records', '/audit', '/v1/logs'), type, body, async (path, type, bytes) => {
        blocks.length = 0
        const status = await deliver(path, bytes, type)
        seen.set(status, (seen.get(status) ?? 0) + 1)
        assert.ok(status === 200 || status === 400, String(status))
        if (status === 400) assert.deepEqual(blocks, [])
        const ingest = createIngest({ sources })
        for (const outcome of blocks.flatMap((block) => [...ingest.observe(block), ...ingest.observe(endOf(block))]))
          // A list may hold what is no record; but all of it is JSON, and whole.
          if (isSetAside(outcome)) assert.doesNotMatch(outcome.reason, /not JSON:|complete|does not end|breaks/)
      }),
      { numRuns: 400 },
    )
    assert.ok((seen.get(200) ?? 0) > 10 && (seen.get(400) ?? 0) > 10)
  })
  it('is refused where it is too much for the memory, however few bytes it is', async () => {
    const many = 2_100_000
    const records = (text: string): string => `{"resourceLogs":[{"scopeLogs":[{"logRecords":[${text}]}]}]}`
    const repeating = JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'a', value: { stringValue: 'x'.repeat(1_000_000) } }] },
          scopeLogs: [{ logRecords: Array.from({ length: 100 }, () => ({ body: { stringValue: 'x' } })) }],
        },
      ],
    })
    assert.equal(await deliver('/records', '{}\n'.repeat(100_001)), 413)
    assert.equal(await deliver('/records', `[${'{},'.repeat(many)}{}]`), 413)
    assert.equal(await deliver('/audit', eventList([]).replace('[]', `[${'{},'.repeat(100_000)}{}]`)), 413)
    assert.equal(await deliver('/v1/logs', records(`${'{},'.repeat(100_000)}{}`)), 413)
    assert.equal(await deliver('/v1/logs', repeating), 413)
    assert.equal(await deliver('/v1/logs', Buffer.alloc(many * 2, writeMessage([[1, '']])), PROTOBUF), 400)
    assert.deepEqual(blocks, [])
  })
})
