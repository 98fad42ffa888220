/** What was delivered becomes blocks: every sender's lines under a name of their own, numbered as they come. */
import type { Block } from '../block.ts'

/** Resolves once the block is durable; rejects where it never will be. Blocks are made durable in the order in which this is called. */
export type Put = (block: Block) => Promise<void>

/** The same of lines, each with its newline. `place` is the name of the door and of the sender: `audit:prod`. */
export type Deliver = (place: string, lines: Uint8Array, count: number) => Promise<void>

export function createDeliver(put: Put): Deliver {
  const next = new Map<string, number>()
  return (place, bytes, count) => {
    const firstLine = next.get(place) ?? 1
    next.set(place, firstLine + count)
    return put({ file: place, firstLine, bytes })
  }
}
