import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createLogCutter, type LogLine } from './log-frames.ts'

const TIME = '2026-01-01T00:00:00.123456789Z'
const frame = (stream: number, text: string): Buffer => {
  const body = Buffer.from(`${TIME} ${text}`)
  const header = Buffer.alloc(8)
  header[0] = stream
  header.writeUInt32BE(body.length, 4)
  return Buffer.concat([header, body])
}
/** Given in pieces of so many bytes. */
function cut(bytes: Buffer, pieces: number, terminal: boolean): LogLine[] {
  const cutter = createLogCutter(terminal)
  const lines: LogLine[] = []
  for (let at = 0; at < bytes.length; at += pieces) lines.push(...cutter.push(bytes.subarray(at, at + pieces)))
  return lines
}

describe('the log of a container, as the engine answers it', () => {
  it('is cut into the lines of both streams, wherever it is cut', () => {
    const bytes = Buffer.concat([
      frame(1, 'é 日本\n'),
      frame(2, 'wrong\n'),
      frame(1, 'a part'),
      frame(1, ' and its end\n'),
    ])
    const lines = [
      ['stdout', 'é 日本\n'],
      ['stderr', 'wrong\n'],
      ['stdout', 'a part'],
      ['stdout', ' and its end\n'],
    ]
    for (const pieces of [1, 3, 11, 1000])
      assert.deepEqual(
        cut(bytes, pieces, false),
        lines.map(([stream, log]) => ({ stream, time: TIME, log })),
      )
  })
  it('is text where the container has a terminal', () => {
    const bytes = Buffer.from(`${TIME} one\r\n${TIME} two é\r\n${TIME} not whole yet`)
    for (const pieces of [1, 5, 1000])
      assert.deepEqual(
        cut(bytes, pieces, true).map(({ log }) => log),
        ['one\n', 'two é\n'],
      )
  })
  it('is given up where it is no such answer, before it fills the memory', () => {
    assert.throws(() => cut(Buffer.from('GET / HTTP/1.1\r\n'), 100, false), RangeError)
    assert.throws(() => cut(Buffer.alloc(2 * 1024 * 1024, 'x'), 65_536, true), RangeError)
  })
})
