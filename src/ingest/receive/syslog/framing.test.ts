/** Syslog's two framings, mixed and cut anywhere: the same messages come out, and no more is held than one. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createFraming } from './framing.ts'

const MAX = 40
const framed = (chunks: readonly Buffer[]): { messages: string[]; tooLong: number } => {
  let tooLong = 0
  const framing = createFraming({ maxMessage: MAX, onTooLong: () => (tooLong += 1) })
  const messages = [...chunks.flatMap((chunk) => framing.push(chunk)), ...framing.end()].map(String)
  return { messages, tooLong }
}

describe('the framing of syslog', () => {
  it('is by length or by newline, as each message says', () => {
    const text = '5 <1>ab7 <1>a\nbc<2>by newline\n\n9 <3>again!\n2026-01-01 no priority\n1234567890 seconds\n<4>last'
    assert.deepEqual(framed([Buffer.from(text)]), {
      messages: [
        '<1>ab',
        '<1>a\nbc',
        '<2>by newline',
        '<3>again!',
        '2026-01-01 no priority',
        '1234567890 seconds',
        '<4>last',
      ],
      tooLong: 0,
    })
  })
  it('passes over what is too long, and goes on behind it', () => {
    const text = `60 ${'x'.repeat(60)}4 <1>a<1>${'y'.repeat(80)}\n<2>b\n9999999 cut off`
    assert.deepEqual(framed([Buffer.from(text)]), { messages: ['<1>a', '<2>b'], tooLong: 3 })
  })
  it('gives none that was to be longer than what came', () => {
    assert.deepEqual(framed([Buffer.from('20 <1>cut off')]), { messages: [], tooLong: 0 })
    assert.deepEqual(framed([Buffer.from('12')]), { messages: [], tooLong: 0 })
  })
  it('gives the same wherever the stream is cut', () => {
    const message = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }).map((text) => `${Buffer.byteLength(text)} ${text}`),
      fc.string({ maxLength: 60 }).map((text) => `<1>${text.replaceAll('\n', ' ')}\n`),
      fc.string({ unit: fc.constantFrom('1', '0', ' ', '<', '\n', '\r', '\0', 'x') }),
    )
    fc.assert(
      fc.property(fc.array(message), fc.array(fc.nat(30)), (parts, cuts) => {
        const whole = Buffer.from(parts.join(''))
        const chunks: Buffer[] = []
        let at = 0
        for (const cut of cuts) chunks.push(whole.subarray(at, (at += cut)))
        chunks.push(whole.subarray(at))
        const expected = framed([whole])
        assert.deepEqual(framed(chunks), expected)
        assert.ok(expected.messages.every((text) => Buffer.byteLength(text) <= MAX * 3))
      }),
    )
  })
})
