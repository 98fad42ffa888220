/** Chunks of bytes, cut anywhere, become blocks of whole lines. */
import { MAX_LINE, type Block } from '../block.ts'

const NEWLINE = 10

export interface LineCutter {
  /** The lines that are whole now, if any. The chunk is kept where its last line is not: give it away. */
  push(chunk: Uint8Array): Block | undefined
  /** The last line, which may lack its newline. */
  end(): Block
}

/**
 * Of a line longer than `maxLine` bytes only as much is kept as shows that it is too long.
 * The memory needed is one line and one chunk.
 */
export function createLineCutter(file: string, maxLine: number = MAX_LINE): LineCutter {
  let held: Uint8Array[] = []
  let size = 0
  let firstLine = 1

  const hold = (bytes: Uint8Array): void => {
    const kept = bytes.subarray(0, maxLine + 1 - size)
    if (kept.length > 0) held.push(kept)
    size += kept.length
  }
  const release = (): Uint8Array => {
    const bytes = held.length === 1 ? (held[0] as Uint8Array) : Buffer.concat(held)
    held = []
    size = 0
    return bytes
  }

  return {
    push(chunk) {
      const end = chunk.lastIndexOf(NEWLINE) + 1
      if (end === 0) {
        hold(chunk)
        return undefined
      }
      // The line that was begun earlier ends at the first newline; it may have been long enough already.
      const head = chunk.indexOf(NEWLINE)
      hold(chunk.subarray(0, head))
      held.push(chunk.subarray(head, end))
      const block = { file, firstLine, bytes: release() }
      firstLine += countNewlines(block.bytes)
      if (end < chunk.length) hold(chunk.subarray(end))
      return block
    },
    end: () => ({ file, firstLine, bytes: release(), last: true }),
  }
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1
  return count
}
