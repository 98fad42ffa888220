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
    const values = readLines(bytes) ?? [readJson(bytes, 'the body')]
    for (const [at, value] of values.entries()) {
      if (!isObject(value) && !Array.isArray(value))
        throw new Refusal(400, `record ${at + 1} is neither an object nor a list`)
      admission.check(value, sender)
    }
    if (values.length === 0) throw new Refusal(400, 'the body holds no record')
    const lines = ended(values.length === 1 ? onOneLine(bytes) : bytes)
    await deliver(`records:${sender.name}`, lines, countLines(lines))
    return jsonAnswer(200, { kept: values.length })
  },
})

/** The values of NDJSON; `undefined` where the first line is not whole, so that the body may be one value over many lines. */
function readLines(bytes: Buffer): unknown[] | undefined {
  const values: unknown[] = []
  let [start, number] = [0, 0]
  while (start < bytes.length) {
    const newline = bytes.indexOf(NEWLINE, start)
    const end = newline === -1 ? bytes.length : newline
    const line = bytes.subarray(start, end)
    start = end + 1
    number += 1
    if (isBlank(line)) continue
    checkCount(number)
    try {
      values.push(readJson(line, `line ${number}`))
    } catch (error) {
      if (values.length > 0) throw error
      return undefined
    }
  }
  return values
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte <= 0x20)

const ended = (bytes: Buffer): Buffer =>
  bytes.at(-1) === NEWLINE ? bytes : Buffer.concat([bytes, Buffer.from([NEWLINE])])

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
