/** Says on a terminal that long work goes on; a pipe or a log gets nothing. */
import { counted } from './terminal.ts'

const PATIENCE = 500
const EVERY = 200

export interface Progress {
  reached(records: number): void
  end(): void
}

export function createProgress(stream: NodeJS.WriteStream): Progress {
  const began = Date.now()
  let told = 0
  return {
    reached(records) {
      const now = Date.now()
      if (!stream.isTTY || now - began < PATIENCE || now - told < EVERY) return
      told = now
      stream.write(`\r\u001B[Kread ${counted(records, 'record')} in ${((now - began) / 1_000).toFixed(1)} s`)
    },
    end() {
      if (told > 0) stream.write('\r\u001B[K')
    },
  }
}
