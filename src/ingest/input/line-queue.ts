/** Lines from several hands become the blocks of one input, in the order in which they were given. */
import type { Block } from '../block.ts'

export interface LineQueue {
  push(line: string): void
  /** Resolves when little enough waits to be read: for whoever can make its own source wait without losing anything. */
  room(): Promise<void>
  end(): void
  /** What has gathered since the last block. Ends after `end`, with all that was pushed before. */
  blocks(): AsyncGenerator<Block>
}

/** In characters. */
const ENOUGH = 8 * 1024 * 1024

/**
 * Holds what nobody has read yet, without a limit but that of those who ask for room: an engine that is not listened to for a
 * tenth of a second begins to drop events, so that to wait would be to lose.
 */
export function createLineQueue(file: string): LineQueue {
  let lines: string[] = []
  let held = 0
  let ended = false
  let wake = (): void => {}
  let roomy = Promise.withResolvers<void>()

  const release = (): void => {
    held = 0
    roomy.resolve()
    roomy = Promise.withResolvers()
  }
  return {
    push(line) {
      lines.push(line)
      held += line.length
      wake()
    },
    room: () => (held < ENOUGH || ended ? Promise.resolve() : roomy.promise),
    end() {
      ended = true
      release()
      wake()
    },
    async *blocks() {
      let firstLine = 1
      for (;;) {
        const taken = lines
        lines = []
        release()
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
