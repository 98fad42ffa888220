/** Opens the messages of cloud services that carry records of any source: their payloads are base64, and often gzip. */
import { gunzipSync } from 'node:zlib'
import { MAX_LINE } from './block.ts'
import { createExtent } from './json-extent.ts'
import { jsonIn, listAt, valueAt } from './read.ts'

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

/** What a message carries; nothing where the value is none. What cannot be opened is given as it is: no source knows it then. */
export function carried(value: unknown): readonly unknown[] | undefined {
  for (const [list, path] of LISTS) {
    const payloads = listAt(value, list).map((item) => valueAt(item, path))
    if (payloads.length > 0 && payloads.every((payload) => isPayload(payload))) return opened(payloads)
  }
  const payload = SINGLE.map((path) => valueAt(value, path)).find((each) => isPayload(each))
  return payload === undefined ? undefined : opened([payload])
}

const isPayload = (value: unknown): value is string =>
  typeof value === 'string' &&
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value) &&
  value !== ''

/** All payloads of a message together may grow to what one line of a file may be. */
function opened(payloads: readonly string[]): unknown[] {
  let room = MAX_LINE
  return payloads.flatMap((payload) => {
    const bytes = unpacked(Buffer.from(payload, 'base64'), room)
    if (!bytes) return [payload]
    room -= bytes.length
    const lines = bytes.toString('utf8').split('\n')
    return lines.filter((line) => line.trim() !== '').map((line) => documentOf(line))
  })
}

/** Nothing where it is damaged, or grows past `room` bytes. */
function unpacked(bytes: Buffer, room: number): Buffer | undefined {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isGzip) return bytes.length > room ? undefined : bytes
  try {
    return room > 0 ? gunzipSync(bytes, { maxOutputLength: room }) : undefined
  } catch {
    return undefined
  }
}

/** Its extent is looked at first: it says of what is nested too deep that it is broken, before anybody parses it. */
const documentOf = (line: string): unknown => (createExtent().feed(line).is === 'complete' ? jsonIn(line) : line)
