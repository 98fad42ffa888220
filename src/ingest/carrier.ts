/** Opens the messages of cloud services that carry records of any source: their payloads are base64, and often gzip. */
import { gunzipSync } from 'node:zlib'
import { MAX_LINE } from './block.ts'
import { createExtent } from './json-extent.ts'
import { isObject, jsonIn, listAt, valueAt } from './read.ts'

/** Where each service puts its list of messages, and each message its payload. */
const LISTS: readonly (readonly [list: string, payload: string])[] = [
  // Kinesis, as a function is handed it and as `get-records` gives it; Firehose, as it delivers by HTTP.
  ['Records', 'kinesis.data'],
  ['Records', 'Data'],
  ['records', 'data'],
  // Pub/Sub, as it is pulled.
  ['receivedMessages', 'message.data'],
]
/** A subscription of CloudWatch Logs that calls a function; Pub/Sub, as it pushes, and as `gcloud` prints what it pulled. */
const SINGLE = ['awslogs.data', 'message.data']
/** Nearly every value is none of these: this says so at once. */
const MEMBERS = ['Records', 'records', 'receivedMessages', 'awslogs', 'message']

/** How many bytes the messages inside one document may still grow to when they are opened, however often they are wrapped. */
export interface Room {
  left: number
}

/** What one line of a file may be. */
export const newRoom = (): Room => ({ left: MAX_LINE })

/** What a message carries; nothing where the value is none. What cannot be opened is given as it is: no source knows it then. */
export function carried(value: unknown, room: Room): readonly unknown[] | undefined {
  if (!isObject(value) || !MEMBERS.some((member) => Object.hasOwn(value, member))) return undefined
  for (const [list, path] of LISTS) {
    const payloads = listAt(value, list).map((item) => valueAt(item, path))
    if (payloads.length > 0 && payloads.every((payload) => isPayload(payload))) return opened(payloads, room)
  }
  const payload = SINGLE.map((path) => valueAt(value, path)).find((each) => isPayload(each))
  return payload === undefined ? undefined : opened([payload], room)
}

/** Character by character: a payload may be megabytes, and groups of four would be as many steps to remember. */
const isPayload = (value: unknown): value is string =>
  typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(value)

const opened = (payloads: readonly string[], room: Room): unknown[] =>
  payloads.flatMap((payload) => {
    const bytes = unpacked(Buffer.from(payload, 'base64'), room.left)
    if (!bytes) return [payload]
    room.left -= bytes.length
    const lines = bytes.toString('utf8').split('\n')
    return lines.filter((line) => line.trim() !== '').map((line) => documentOf(line))
  })

/** Nothing where it is damaged, or grows past `most` bytes. */
function unpacked(bytes: Buffer, most: number): Buffer | undefined {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) return bytes.length > most ? undefined : bytes
  try {
    return most > 0 ? gunzipSync(bytes, { maxOutputLength: most }) : undefined
  } catch {
    return undefined
  }
}

/** Its extent is looked at first: it says of what is nested too deep that it is broken, before anybody parses it. */
const documentOf = (line: string): unknown => (createExtent().feed(line).is === 'complete' ? jsonIn(line) : line)
