/** The wire format of Protocol Buffers: numbers and lengths, one after the other. */

/** The bytes are no message, or not one that is meant. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code = 'TALLYMAN_WIRE'
}

export const [VARINT, FIXED_64, BYTES, FIXED_32] = [0, 1, 2, 5] as const

export interface Wire {
  readonly isAtEnd: boolean
  /** The number of the next field and how its value is written. */
  tag(): { readonly number: number; readonly type: number }
  varint(): bigint
  bytes64(): Buffer
  bytes32(): number
  bytes(): Buffer
  skip(type: number): void
}

/** Every read throws WireError where the bytes do not hold what is asked for. */
export function createWire(buffer: Buffer): Wire {
  let at = 0
  const take = (length: number): Buffer => {
    if (length > buffer.length - at) throw new WireError('a value is cut off')
    return buffer.subarray(at, (at += length))
  }
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = take(1).readUInt8()
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new WireError('a number is longer than 64 bits')
  }
  const wire: Wire = {
    get isAtEnd() {
      return at === buffer.length
    },
    tag() {
      const tag = Number(varint())
      const number = Math.floor(tag / 8)
      if (number === 0) throw new WireError('a field has the number 0')
      return { number, type: tag % 8 }
    },
    varint,
    bytes64: () => take(8),
    bytes32: () => take(4).readUInt32LE(),
    bytes: () => take(Number(varint())),
    skip(type) {
      if (type === VARINT) varint()
      else if (type === FIXED_64) take(8)
      else if (type === BYTES) take(Number(varint()))
      else if (type === FIXED_32) take(4)
      else throw new WireError('a field is written in a way that nobody uses')
    },
  }
  return wire
}

/** A message of fields that are numbers or text, in their order. */
export const writeMessage = (fields: readonly (readonly [number: number, value: number | string | Buffer])[]): Buffer =>
  Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varintOf(number * 8 + VARINT), varintOf(value)]
      const bytes = typeof value === 'string' ? Buffer.from(value) : value
      return [varintOf(number * 8 + BYTES), varintOf(bytes.length), bytes]
    }),
  )

function varintOf(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80)
  return Buffer.from([...bytes, rest])
}
