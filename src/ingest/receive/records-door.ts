/** Records as their origin wrote them: one object, a list, or one a line (NDJSON). Falco and its sidekick deliver here. */
import { isObject } from '../read.ts'
import type { Admission } from './admission.ts'
import type { Deliver } from './delivery.ts'
import { jsonAnswer, type Door } from './door.ts'
import { checkCount, onOneLine, readJson } from './json.ts'
import { Refusal } from './refusal.ts'

const NEWLINE = 10

export const createRecordsDoor = (deliver: Deliver, admission: Admission): Door => ({
  path: '/records',
  async take({ bytes, sender }) {
    const check = (value: unknown, what: string): void => {
      if (!isObject(value) && !Array.isArray(value)) throw new Refusal(400, `${what} is neither an object nor a list`)
      admission.check(value, sender)
    }
    let kept = checkLines(bytes, check)
    if (kept === undefined) {
      check(readJson(bytes, 'the body'), 'the body')
      kept = 1
    }
    if (kept === 0) throw new Refusal(400, 'the body holds no record')
    const lines = ended(kept === 1 ? onOneLine(bytes) : bytes)
    await deliver(`records:${sender.name}`, lines, countLines(lines))
    return jsonAnswer(200, { kept })
  },
})

/**
 * How many values of NDJSON there are, each of them checked. `undefined` where the first line is not whole, so that the body may be
 * one value over many lines.
 */
function checkLines(bytes: Buffer, check: (value: unknown, what: string) => void): number | undefined {
  let [start, number, count] = [0, 0, 0]
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline
    const line = bytes.subarray(start, end)
    start = end + 1
    number += 1
    if (isBlank(line)) continue
    checkCount(number)
    const what = `line ${number}`
    let value: unknown
    try {
      value = readJson(line, what)
    } catch (error) {
      if (count > 0) throw error
      return undefined
    }
    check(value, what)
    count += 1
  }
  return count
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte <= 0x20)

const ended = (bytes: Buffer): Buffer =>
  bytes.at(-1) === NEWLINE ? bytes : Buffer.concat([bytes, Buffer.from([NEWLINE])])

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
