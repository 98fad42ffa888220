/** Cuts a stream of syslog into messages, by length or by newline (RFC 6587, RFC 5425): each message says itself which it is. */

export interface Framing {
  /** The messages that are whole now. The chunk is kept where its last message is not: give it away. */
  push(chunk: Buffer): Buffer[]
  /** The stream has ended: what was begun is a message if a newline was to end it. */
  end(): Buffer[]
}

export interface FramingOptions {
  /** In bytes. Of a longer message nothing is given. */
  readonly maxMessage: number
  readonly onTooLong: () => void
}

const [NEWLINE, SPACE, ZERO, ONE, NINE] = [0x0a, 0x20, 0x30, 0x31, 0x39]
/** What stands between messages where a sender counts and ends them, too. */
const isBetween = (byte: number): boolean => byte === NEWLINE || byte === 0x0d || byte === 0
// What has more is no length: a time in seconds, perhaps.
const MAX_DIGITS = 7

export function createFraming({ maxMessage, onTooLong }: FramingOptions): Framing {
  let parts: Buffer[] = []
  let size = 0
  /** The length of the message that has begun; `Infinity` where a newline ends it; `undefined` between messages, and in a length. */
  let length: number | undefined
  let isTooLong = false

  const hold = (bytes: Buffer): void => {
    size += bytes.length
    if (!isTooLong && size <= maxMessage) parts.push(bytes)
    else if (!isTooLong) {
      isTooLong = true
      parts = []
      onTooLong()
    }
  }
  const release = (): Buffer[] => {
    const message = Buffer.concat(parts)
    const isGiven = !isTooLong && message.length > 0
    parts = []
    size = 0
    length = undefined
    isTooLong = false
    return isGiven ? [message] : []
  }
  /** Reads what a message begins with; the index of what comes after. */
  const begin = (chunk: Buffer, from: number): number => {
    let at = from
    if (size === 0) while (at < chunk.length && isBetween(chunk[at] as number)) at += 1
    const start = at
    // A length does not begin with a zero.
    const isLength = size > 0 || (chunk[at] as number) >= ONE
    if (isLength) at = endOfDigits(chunk, at, MAX_DIGITS - size)
    hold(chunk.subarray(start, at))
    if (at === chunk.length) return at
    if (size > 0 && chunk[at] === SPACE) {
      const counted = Number(Buffer.concat(parts).toString('latin1'))
      release()
      length = counted
      if (counted > maxMessage) {
        isTooLong = true
        onTooLong()
      }
      return at + 1
    }
    length = Infinity
    return at
  }
  /** Reads on in a message; the index after what is of it. */
  const proceed = (chunk: Buffer, from: number, messages: Buffer[]): number => {
    const newline = length === Infinity ? chunk.indexOf(NEWLINE, from) : -1
    const end = newline === -1 ? Math.min(from + (length ?? 0) - size, chunk.length) : newline
    hold(chunk.subarray(from, end))
    if (newline !== -1 || size === length) messages.push(...release())
    return newline === -1 ? end : end + 1
  }

  return {
    push(chunk) {
      const messages: Buffer[] = []
      for (let at = 0; at < chunk.length;) at = length === undefined ? begin(chunk, at) : proceed(chunk, at, messages)
      return messages
    },
    end: () => (length === Infinity ? release() : []),
  }
}

function endOfDigits(chunk: Buffer, from: number, most: number): number {
  let at = from
  while (at < chunk.length && at - from < most && (chunk[at] as number) >= ZERO && (chunk[at] as number) <= NINE)
    at += 1
  return at
}
