/** Records, OTLP and syslog over loopback: what is handed on as its origin wrote it, and what stays what it came as. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, beforeEach, describe, it } from 'node:test'
import { eventList, post, stream, type Answered } from '../../../test/delivery.ts'
import { sources, startLoopback } from '../../../test/loopback-receiver.ts'
import { SOURCES } from '../../../test/samples.ts'
import type { Block } from '../block.ts'
import { createIngest, isSetAside } from '../ingest.ts'
import { writeMessage } from './otlp/wire.ts'
import type { Receiver } from './receiver.ts'

const sample = (path: string): string => readFileSync(`${SOURCES}${path}`, 'utf8')
const AUDIT = sample('kubernetes-audit/samples/pods.jsonl').split('\n')[0] ?? ''
const ALERT = sample('falco/samples/alerts.jsonl').split('\n')[0] ?? ''
const PROTOBUF = 'application/x-protobuf'
const TOKENS = { all: 'a-token-for-anything-else', few: 'a-token-for-logs-alone', falco: 'a-token-of-falco-itself' }

describe('what is delivered over loopback', () => {
  let receiver: Receiver
  let [http, syslog] = ['', '']
  const blocks: Block[] = []
  const notices: string[] = []
  beforeEach(() => void blocks.splice(0))
  before(async () => {
    receiver = await startLoopback({
      listen: ['http://127.0.0.1:0', 'syslog://127.0.0.1:0'],
      senders: [
        { name: 'all', proof: { token: TOKENS.all } },
        { name: 'few', delivers: new Set(['otlp-log']), proof: { token: TOKENS.few } },
        { name: 'falco', delivers: new Set(['falco']), proof: { token: TOKENS.falco } },
        { name: 'local', delivers: new Set(['syslog', 'falco']), proof: 'loopback' },
      ],
      put: async (block) => void blocks.push(block),
      notice: (words) => notices.push(words),
      limits: { message: 20_000 },
    })
    ;[http = '', syslog = ''] = receiver.addresses
  })
  after(() => receiver.close())

  /** By which source each record is read, and under which name it was kept. */
  const read = (): string[] => {
    const ingest = createIngest({ sources })
    return blocks
      .flatMap((block) => ingest.observe(block))
      .map(
        (outcome) =>
          `${outcome.place.file} ${outcome.place.line} ${isSetAside(outcome) ? outcome.kind : outcome.place.source}`,
      )
  }
  const deliver = (
    path: string,
    body: string | Uint8Array,
    more: { token?: string; type?: string; origin?: string } = {},
  ) =>
    post({
      url: `${http}${path}`,
      body,
      ...(more.token !== undefined && { token: more.token }),
      headers: {
        ...(more.type !== undefined && { 'content-type': more.type }),
        ...(more.origin !== undefined && { origin: more.origin }),
      },
    })
  const messageOf = ({ json }: Answered): string => String((json as { message?: unknown }).message)

  describe('records', () => {
    it('are one, a list, or one a line, with and without a newline at the end', async () => {
      const pretty = JSON.stringify(JSON.parse(ALERT), null, 2)
      const bodies: [string, number][] = [
        [ALERT, 1],
        [`${ALERT}\n`, 1],
        [`${ALERT}\r\n\n${ALERT}`, 2],
        [pretty, 1],
        [`[${ALERT},\n${ALERT}]`, 1],
      ]
      for (const [body, kept] of bodies)
        assert.deepEqual((await deliver('/records', body, { token: TOKENS.falco })).json, { kept })
      assert.deepEqual(
        read(),
        [1, 2, 3, 5, 6, 7, 7].map((line) => `records:falco ${line} falco`),
      )
    })
    it('are those of Falco and its sidekick as they are sent', async () => {
      for (const file of ['alerts', 'shapes'])
        assert.equal(
          (await deliver('/records', sample(`falco/samples/${file}.jsonl`), { token: TOKENS.falco })).status,
          200,
        )
      assert.ok(read().length > 5)
      assert.ok(read().every((line) => line.endsWith(' falco')))
    })
    it('are refused all together where one is cut off or none', async () => {
      const wrong: [string, RegExp][] = [
        ['', /not JSON|no record/],
        ['\n \n', /not JSON|no record/],
        ['plain text', /not JSON/],
        ['"text"', /neither an object nor a list/],
        ['1\n2', /neither/],
        [`${ALERT}\n${ALERT.slice(0, -9)}`, /line 2 is not JSON, or is cut off/],
        [`${ALERT}\nplain`, /line 2/],
        [`${ALERT}\n${'['.repeat(20_000)}`, /line 2 is nested deeper/],
      ]
      for (const [body, reason] of wrong) {
        const answer = await deliver('/records', body, { token: TOKENS.falco })
        assert.equal(answer.status, 400, body.slice(0, 40))
        assert.match(messageOf(answer), reason)
      }
      assert.deepEqual(blocks, [])
    })
    it('come from programs of this machine, not from a page in a browser', async () => {
      assert.deepEqual((await deliver('/records', ALERT)).json, { kept: 1 })
      assert.equal((await deliver('/records', ALERT, { origin: 'https://evil.example' })).status, 403)
      assert.equal((await deliver('/records', AUDIT)).status, 403)
      assert.deepEqual(read(), ['records:local 1 falco'])
    })
  })

  describe('logs over OTLP', () => {
    const request = (...bodies: object[]): string =>
      JSON.stringify({
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'host.name', value: { stringValue: 'node1' } }] },
            scopeLogs: [{ logRecords: bodies.map((body) => ({ timeUnixNano: '1767225600000000000', body })) }],
          },
        ],
      })
    const JSON_TYPE = 'application/json; charset=utf-8'
    const plain = { stringValue: 'hello' }
    const pairs = (value: object): object => ({
      kvlistValue: { values: Object.entries(value).map(([key, each]) => ({ key, value: anyValue(each) })) },
    })
    const anyValue = (value: unknown): object => {
      if (typeof value === 'string') return { stringValue: value }
      if (typeof value === 'number') return { intValue: String(value) }
      if (typeof value === 'boolean') return { boolValue: value }
      if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } }
      return typeof value === 'object' && value !== null ? pairs(value) : {}
    }
    it('hand on the record that a body holds, as text or as an object, and keep the others as they are', async () => {
      const body = request(
        { stringValue: AUDIT },
        pairs(JSON.parse(ALERT) as object),
        plain,
        { stringValue: '{"a":1}' },
        {},
      )
      const answer = await deliver('/v1/logs', body, { token: TOKENS.all, type: JSON_TYPE })
      assert.deepEqual([answer.status, answer.json], [200, {}])
      assert.deepEqual(read(), [
        'otlp:all 1 kubernetes-audit',
        'otlp:all 2 falco',
        'otlp:all 3 otlp-log',
        'otlp:all 4 otlp-log',
        'otlp:all 5 otlp-log',
      ])
    })
    it('let nobody speak for a sensor who may not: the record stays a log record', async () => {
      const forged = { ...(JSON.parse(AUDIT) as object), timeUnixNano: '1767225600000000000', body: plain }
      const outer = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [forged] }] }] })
      const bodies = [
        request({ stringValue: AUDIT }, { stringValue: eventList([{ auditID: 'x', stage: 'Panic' }]) }),
        outer,
      ]
      for (const body of bodies) await deliver('/v1/logs', body, { token: TOKENS.few, type: JSON_TYPE })
      assert.deepEqual(
        read(),
        [1, 2, 3].map((line) => `otlp:few ${line} otlp-log`),
      )
    })
    it('are told how many were not taken, in the encoding that they came in', async () => {
      const body = request(plain, pairs(JSON.parse(ALERT) as object))
      const asJson = await deliver('/v1/logs', body, { token: TOKENS.falco, type: JSON_TYPE })
      assert.equal(asJson.status, 200)
      const errorMessage = 'falco may not deliver log records of OpenTelemetry as such'
      assert.deepEqual(asJson.json, { partialSuccess: { rejectedLogRecords: '1', errorMessage } })
      const record = writeMessage([[3, 'a log record in Protocol Buffers']])
      const bytes = writeMessage([[1, writeMessage([[2, writeMessage([[2, record]])]])]])
      const answer = await deliver('/v1/logs', bytes, { token: TOKENS.falco, type: PROTOBUF })
      assert.equal(answer.headers['content-type'], PROTOBUF)
      assert.deepEqual(
        answer.bytes,
        writeMessage([
          [
            1,
            writeMessage([
              [1, 1],
              [2, errorMessage],
            ]),
          ],
        ]),
      )
      assert.deepEqual(read(), ['otlp:falco 1 falco'])
      blocks.length = 0
      const taken = await deliver('/v1/logs', bytes, { token: TOKENS.few, type: PROTOBUF })
      assert.deepEqual([taken.status, taken.bytes.length], [200, 0])
      // It does not say when it was; we saw it now.
      assert.match(read().join(), /otlp:few \d+ otlp-log$/)
    })
    it('may be none', async () => {
      for (const [body, type] of [
        ['{}', JSON_TYPE],
        ['{"resourceLogs":[]}', JSON_TYPE],
        ['', PROTOBUF],
      ] as const)
        assert.equal((await deliver('/v1/logs', body, { token: TOKENS.few, type })).status, 200)
      assert.deepEqual(blocks, [])
    })
    it('are refused as google.rpc.Status, and as something else where they are none', async () => {
      const answer = await deliver('/v1/logs', Buffer.from([0x0a, 0x7f]), { token: TOKENS.few, type: PROTOBUF })
      assert.equal(answer.status, 400)
      assert.equal(answer.headers['content-type'], PROTOBUF)
      assert.deepEqual(
        answer.bytes,
        writeMessage([[2, 'the body is not an ExportLogsServiceRequest: a value is cut off']]),
      )
      for (const body of ['[]', 'null', '{"resourceSpans":[]}', '{"resourceLogs":'])
        assert.equal((await deliver('/v1/logs', body, { token: TOKENS.few, type: JSON_TYPE })).status, 400)
      assert.equal((await deliver('/v1/logs', '{}', { token: TOKENS.few, type: 'application/grpc' })).status, 415)
    })
  })

  describe('syslog over TCP', () => {
    it('is kept message by message, and hands on the record that a message holds', async () => {
      const json = `<13>1 - h app - - - @cee: ${ALERT}`
      await stream(syslog, [
        `<34>1 - - su - - - one\n${Buffer.byteLength(json)} ${json}`,
        '<13>Oct 11 22:14:15 h x: tw',
        'o\n',
      ])
      assert.deepEqual(read(), ['syslog:local 1 syslog', 'syslog:local 2 falco', 'syslog:local 3 syslog'])
    })
    it('lets nobody speak for a sensor who may not', async () => {
      await stream(syslog, [`<13>1 - h app - - - ${AUDIT}\n`])
      assert.deepEqual(read(), ['syslog:local 4 syslog'])
    })
    it('drops a message that is too long, says so, and goes on', async () => {
      await stream(syslog, [`<13>${'x'.repeat(30_000)}\n<13>short\n`])
      assert.deepEqual(read(), ['syslog:local 5 syslog'])
      assert.match(notices.join('\n'), /dropped a message of local: longer than 20000 bytes/)
    })
    it('is not what a browser sends', async () => {
      await stream(syslog, ['POST / HTTP/1.1\r\nHost: x\r\n\r\n', `<13>1 - - - - - ${ALERT}\n`])
      assert.deepEqual(read(), [])
      assert.match(notices.join('\n'), /does not begin with a priority/)
    })
  })
})
