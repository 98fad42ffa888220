/** Protocol Buffers of OTLP: what a real SDK sent is read as its own JSON is, and whatever else comes is refused, never worse. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { SOURCES } from '../../../../test/samples.ts'
import { otlpRecordsOf } from '../../otlp.ts'
import { readLogsRequest } from './logs-message.ts'
import { createWire, WireError, writeMessage } from './wire.ts'

/** The same records as in the sample of the source, sent by the same SDK as application/x-protobuf a moment earlier. */
const SENT = Buffer.from(
  'CvQFCooCChoKDHNlcnZpY2UubmFtZRIKCghjaGVja291dAocChJrOHMubmFtZXNwYWNlLm5hbWUSBgoEc2hvcAoZCgxrOHMucG9kLm5hbWUSCQ' +
    'oHd2ViLTdkOQoYCg1rOHMubm9kZS5uYW1lEgcKBW5vZGUxClIKDGNvbnRhaW5lci5pZBJCCkA0ZjJjN2Q5YTAxYmU1YzNlOGQ2YjdhOTBmMWUy' +
    'ZDNjNGI1YTY5Nzg4Nzk2YTViNGMzZDJlMWYwMDExMjIzM2FhChsKEms4cy5jb250YWluZXIubmFtZRIFCgN3ZWIKJgoUY29udGFpbmVyLmltYW' +
    'dlLm5hbWUSDgoMc2hvcC93ZWI6MS40EAAS5AMKEQoIY2hlY2tvdXQSBTEuMi4wEnsJwNRO9VFyhhgQCRoESU5GTyoVChNvcmRlciA0NzExIHdh' +
    'cyBwYWlkMg8KCG9yZGVyLmlkEgMY5yQyEwoGYW1vdW50EgkhAAAAAAAAKUAyCgoEcGFpZBICEAEyFAoEdGFncxIMKgoKAwoBYQoDCgFiOABZAK' +
    'Em0YQ56hgSnQEJABde9VFyhhgQERoFRVJST1IqfjJ8ChUKA21zZxIOCgxsb2dpbiBmYWlsZWQKDQoEdXNlchIFCgNhbmEKFQoIcGFzc3dvcmQS' +
    'CQoHaHVudGVyMgoLCgV0cmllcxICGAMKBwoDYmlnEgAKJwoGbmVzdGVkEh0yGwoZCgRkZWVwEhEqDwoCGAEKCTIHCgUKAXgSADgAWUDjNdGEOe' +
    'oYEnIJQFlt9VFyhhgQDRoEV0FSTipECkJjdXJsIC1IICJBdXRob3JpemF0aW9uOiBCZWFyZXIgaHVudGVyMmh1bnRlcjIiIGh0dHBzOi8vZXhh' +
    'bXBsZS5jb20yDgoFYnl0ZXMSBToDAQL/OABZQOM10YQ56hgSPgmAm3z1UXKGGDISCgVzdGF0ZRIJCgdzdGFydGVkOABZQOM10YQ56hhiFGRldm' +
    'ljZS5hcHAubGlmZWN5Y2xl',
  'base64',
)
/** When the SDK saw a record differs from one sending to the next. */
const unobserved = (records: readonly object[] | undefined): object[] =>
  (records ?? []).map((record) => ({ ...record, observedTimeUnixNano: '' }))

const nested = (levels: number): Buffer => {
  let value = writeMessage([[1, 'x']])
  for (let level = 0; level < levels; level += 1) value = writeMessage([[5, writeMessage([[1, value]])]])
  const record = writeMessage([[5, value]])
  const whole = writeMessage([
    [2, writeMessage([[3, 'the one beside it']])],
    [2, record],
  ] as const)
  return writeMessage([[1, writeMessage([[2, whole]])]])
}

describe('an ExportLogsServiceRequest', () => {
  it('is read from Protocol Buffers as from JSON', () => {
    const text = readFileSync(join(SOURCES, 'otlp-log/samples/sdk.jsonl'), 'utf8')
    const records = unobserved(otlpRecordsOf(readLogsRequest(SENT)))
    assert.equal(records.length, 4)
    assert.deepEqual(records, unobserved(otlpRecordsOf(JSON.parse(text))))
  })
  it('may be empty, and hold fields that nobody knows, or that are written in another way', () => {
    assert.deepEqual(otlpRecordsOf(readLogsRequest(Buffer.alloc(0))), [])
    assert.deepEqual(
      otlpRecordsOf(
        readLogsRequest(
          writeMessage([
            [99, 'x'],
            [1, 7],
            [98, 300],
          ]),
        ),
      ),
      [],
    )
  })
  it('tells numbers of 64 bits, those that are none, and names that others would trip over', () => {
    const pair = (key: string, value: Buffer): Buffer =>
      writeMessage([
        [1, key],
        [2, value],
      ])
    const double = Buffer.alloc(9)
    double.writeUInt8(4 * 8 + 1)
    double.writeDoubleLE(Number.NaN, 1)
    const minusOne = Buffer.from([3 * 8, ...Array.from({ length: 9 }, () => 0xff), 1])
    const record = writeMessage([
      [6, pair('__proto__', minusOne)],
      [6, pair('big', writeMessage([[3, 2 ** 53]]))],
      [6, pair('nan', double)],
    ])
    const [read] =
      otlpRecordsOf(readLogsRequest(writeMessage([[1, writeMessage([[2, writeMessage([[2, record]])]])]]))) ?? []
    assert.equal(JSON.stringify(read?.['attributes']), '{"__proto__":-1,"big":"9007199254740992","nan":"NaN"}')
  })
  it('keeps what is nested too deep as it is written, and what is beside it', () => {
    for (const levels of [200, 300, 20_000]) {
      const [beside, deep] = otlpRecordsOf(readLogsRequest(nested(levels))) ?? []
      assert.equal(beside?.['severityText'], 'the one beside it')
      assert.ok(JSON.stringify(deep).length > levels)
    }
  })
  it('is refused where it is cut off, and whatever is read otherwise ends, too', () => {
    assert.throws(() => readLogsRequest(SENT.subarray(0, -1)), WireError)
    let refused = 0
    const bytes = fc.oneof(
      fc.uint8Array().map((some) => Buffer.from(some)),
      fc.tuple(fc.nat(SENT.length - 1), fc.nat(255), fc.nat(SENT.length)).map(([at, byte, end]) => {
        const broken = Buffer.from(SENT.subarray(0, end))
        if (at < end) broken[at] = byte
        return broken
      }),
    )
    fc.assert(
      fc.property(bytes, (some) => {
        try {
          JSON.stringify(otlpRecordsOf(readLogsRequest(some)))
        } catch (error) {
          assert.ok(error instanceof WireError)
          refused += 1
        }
      }),
      { numRuns: 3_000 },
    )
    assert.ok(refused > 100)
  })
  it('has numbers as they were written', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.integer({ min: 1, max: 536_870_911 }), (value, number) => {
        const wire = createWire(writeMessage([[number, value]]))
        assert.deepEqual(wire.tag(), { number, type: 0 })
        assert.equal(wire.varint(), BigInt(value))
        assert.ok(wire.isAtEnd)
      }),
    )
  })
})
