/** Lines from several hands become the blocks of one input, in the order in which they were given. */
import type { Block } from '../block.ts'

export interface LineQueue {
  push(line: string): void
  end(): void
  /** What has gathered since the last block. Ends after `end`, with all that was pushed before. */
  blocks(): AsyncGenerator<Block>
}

/**
 * Holds what nobody has read yet, without a limit: an engine that is not listened to for a tenth of a second begins to drop
 * events, so that to wait would be to lose.
 */
export function createLineQueue(file: string): LineQueue {
  let lines: string[] = []
  let ended = false
  let wake = (): void => {}
  return {
    push(line) {
      lines.push(line)
      wake()
    },
    end() {
      ended = true
      wake()
    },
    async *blocks() {
      let firstLine = 1
      for (;;) {
        const taken = lines
        lines = []
        if (taken.length > 0) {
          yield { file, firstLine, bytes: Buffer.from(`${taken.join('\n')}\n`) }
          firstLine += taken.length
        } else if (ended) break
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
      yield { file, firstLine, bytes: new Uint8Array(), last: true }
    },
  }
}
