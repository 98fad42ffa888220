/** Records that stand on several lines (pretty-printed JSON), found where a line by itself is none. */

export interface DocumentRead {
  /** How many bytes were looked at: where there is a record, up to the end of its last line. */
  readonly looked: number
  readonly record?: object
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const NEWLINE = 10

/** Reads the record that begins at `start` and ends on a later line; looks at no more than `most` bytes. */
export function readDocument(block: Uint8Array, start: number, most: number): DocumentRead {
  // What is indented is a part of something else.
  if (block[start] !== 0x7b) return { looked: 0 }
  const last = Math.min(block.length, start + most)
  let depth = 0
  for (let at = start; at < last; at++) {
    const code = block[at]!
    if (code === QUOTE) {
      at = endOfString(block, at + 1, last)
      if (block[at] !== QUOTE) return { looked: at - start }
    } else if (code === 0x7b || code === 0x5b) depth++
    else if (code === 0x7d || code === 0x5d) depth--
    else if (code !== NEWLINE) continue
    // A line that is closed and yet no record is malformed, and what follows has nothing to do with it.
    if (depth <= 0) return code === NEWLINE ? { looked: at - start } : closeDocument(block, start, at + 1, last)
  }
  return { looked: last - start }
}

function endOfString(block: Uint8Array, at: number, last: number): number {
  while (at < last && block[at] !== QUOTE && block[at] !== NEWLINE) at += block[at] === BACKSLASH ? 2 : 1
  return at
}

function closeDocument(block: Uint8Array, start: number, closed: number, last: number): DocumentRead {
  const newline = block.indexOf(NEWLINE, closed)
  const end = newline < 0 ? block.length : newline
  if (end > last || !block.subarray(start, closed).includes(NEWLINE)) return { looked: closed - start }
  try {
    const record: unknown = JSON.parse(new TextDecoder().decode(block.subarray(start, end)))
    if (typeof record === 'object' && record !== null && !Array.isArray(record)) return { looked: end - start, record }
  } catch {
    // It is no record after all.
  }
  return { looked: end - start }
}
