/** The messages of OTLP that carry logs, read from Protocol Buffers into objects like those of OTLP's JSON encoding. */
import type { JsonObject } from '../../../model/record.ts'
import { MAX_DEPTH } from '../../json-extent.ts'
import { MAX_CONTAINERS } from '../limits.ts'
import { BYTES, createWire, FIXED_32, FIXED_64, VARINT, WireError, type Wire } from './wire.ts'

/** How many values stand around this one, and how many messages may still come. */
interface State {
  depth: number
  left: number
}
/** How a value is written, and what is made of it. */
interface Reading {
  readonly type: number
  readonly read: (wire: Wire, state: State) => unknown
}
interface Field extends Reading {
  readonly name: string
  readonly isList: boolean
}
type Message = ReadonlyMap<number, Field>

const string: Reading = { type: BYTES, read: (wire) => wire.bytes().toString('utf8') }
const hex: Reading = { type: BYTES, read: (wire) => wire.bytes().toString('hex') }
const base64: Reading = { type: BYTES, read: (wire) => wire.bytes().toString('base64') }
const bool: Reading = { type: VARINT, read: (wire) => wire.varint() !== 0n }
const integer: Reading = { type: VARINT, read: (wire) => Number(wire.varint()) }
const int64: Reading = { type: VARINT, read: (wire) => BigInt.asIntN(64, wire.varint()).toString() }
const fixed32: Reading = { type: FIXED_32, read: (wire) => wire.bytes32() }
const fixed64: Reading = { type: FIXED_64, read: (wire) => wire.bytes64().readBigUInt64LE().toString() }
const double: Reading = {
  type: FIXED_64,
  read(wire) {
    const value = wire.bytes64().readDoubleLE()
    // JSON has no number for infinity; the JSON encoding writes it as text.
    return Number.isFinite(value) ? value : String(value)
  },
}
/** `message` is asked for when it is needed: some hold themselves. */
const inner = (message: () => Message): Reading => ({
  type: BYTES,
  read: (wire, state) => readMessage(message(), wire.bytes(), state),
})
/** What is too deep for anybody stays as it is written: otherwise one value would take all that came with it. */
const value: Reading = {
  type: BYTES,
  read(wire, state) {
    const bytes = wire.bytes()
    if (state.depth >= MAX_DEPTH) return { bytesValue: bytes.toString('base64') }
    state.depth += 1
    const read = readMessage(VALUE, bytes, state)
    state.depth -= 1
    return read
  },
}

const one = (name: string, reading: Reading): Field => ({ name, isList: false, ...reading })
const list = (name: string, reading: Reading): Field => ({ name, isList: true, ...reading })

const PAIR: Message = new Map([
  [1, one('key', string)],
  [2, one('value', value)],
])
const pairs = (name: string): Field =>
  list(
    name,
    inner(() => PAIR),
  )
const VALUES: Message = new Map([[1, list('values', value)]])
const PAIRS: Message = new Map([[1, pairs('values')]])
const VALUE: Message = new Map([
  [1, one('stringValue', string)],
  [2, one('boolValue', bool)],
  [3, one('intValue', int64)],
  [4, one('doubleValue', double)],
  [
    5,
    one(
      'arrayValue',
      inner(() => VALUES),
    ),
  ],
  [
    6,
    one(
      'kvlistValue',
      inner(() => PAIRS),
    ),
  ],
  [7, one('bytesValue', base64)],
])
const LOG_RECORD: Message = new Map([
  [1, one('timeUnixNano', fixed64)],
  [2, one('severityNumber', integer)],
  [3, one('severityText', string)],
  [5, one('body', value)],
  [6, pairs('attributes')],
  [7, one('droppedAttributesCount', integer)],
  [8, one('flags', fixed32)],
  [9, one('traceId', hex)],
  [10, one('spanId', hex)],
  [11, one('observedTimeUnixNano', fixed64)],
  [12, one('eventName', string)],
])
const SCOPE: Message = new Map([
  [1, one('name', string)],
  [2, one('version', string)],
  [3, pairs('attributes')],
])
const SCOPE_LOGS: Message = new Map([
  [
    1,
    one(
      'scope',
      inner(() => SCOPE),
    ),
  ],
  [
    2,
    list(
      'logRecords',
      inner(() => LOG_RECORD),
    ),
  ],
])
const RESOURCE: Message = new Map([[1, pairs('attributes')]])
const RESOURCE_LOGS: Message = new Map([
  [
    1,
    one(
      'resource',
      inner(() => RESOURCE),
    ),
  ],
  [
    2,
    list(
      'scopeLogs',
      inner(() => SCOPE_LOGS),
    ),
  ],
])
const REQUEST: Message = new Map([
  [
    1,
    list(
      'resourceLogs',
      inner(() => RESOURCE_LOGS),
    ),
  ],
])

/** An ExportLogsServiceRequest. Throws WireError. */
export const readLogsRequest = (bytes: Buffer): JsonObject => ({
  resourceLogs: [],
  ...readMessage(REQUEST, bytes, { depth: 0, left: MAX_CONTAINERS }),
})

/** Fields that nobody knows, or that are written otherwise than they should be, are passed over, as the format wants it. */
function readMessage(message: Message, bytes: Buffer, state: State): JsonObject {
  state.left -= 1
  if (state.left < 0) throw new WireError(`it holds more than ${MAX_CONTAINERS} messages`)
  const wire = createWire(bytes)
  // The names are ours.
  const read: { [name: string]: unknown } = {}
  while (!wire.isAtEnd) {
    const { number, type } = wire.tag()
    const field = message.get(number)
    if (field?.type !== type) wire.skip(type)
    else if (!field.isList) read[field.name] = field.read(wire, state)
    else ((read[field.name] ??= []) as unknown[]).push(field.read(wire, state))
  }
  return read
}
