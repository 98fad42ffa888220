/** What is received is kept in a journal before anybody looks at it, and read back out of one as it came. */
import type { Block } from '../ingest/block.ts'
import { JournalEndedError } from '../store/errors.ts'
import { createJournal } from '../store/journal.ts'
import type { Notice } from '../store/notice.ts'
import { readJournal } from '../store/read.ts'

export { isJournal } from '../store/read.ts'

export interface Keeping {
  /** The blocks of `input`, each once it is durable. Ends early where the journal has to. */
  keep(input: AsyncIterable<Block>): AsyncGenerator<Block>
  end(): Promise<void>
}

export interface KeepingOptions {
  readonly folder: string
  /** From then on a disk that fails is not waited for. */
  readonly signal: AbortSignal
  readonly notice: (words: string) => void
}

/** Throws JournalError and JournalLockedError. */
export async function createKeeping({ folder, signal, notice }: KeepingOptions): Promise<Keeping> {
  let isStuck = false
  const stopIfStuck = (): void => {
    if (isStuck && signal.aborted) void journal.end()
  }
  const onNotice = (said: Notice): void => {
    notice(`the journal: ${wordsOf(said)}`)
    if (said.kind === 'waiting' || said.kind === 'resumed') isStuck = said.kind === 'waiting'
    stopIfStuck()
  }
  const journal = await createJournal({ folder, onNotice })
  signal.addEventListener('abort', stopIfStuck, { once: true })
  return {
    async *keep(input) {
      for await (const block of input) {
        const { file, firstLine: line, bytes, last } = block
        try {
          await journal.append(bytes, { file, line, ...(last && { last }) })
        } catch (error) {
          if (!(error instanceof JournalEndedError)) throw error
          return notice(`the journal has ended before the disk took ${file}:${line} and what came after it`)
        }
        yield block
      }
    },
    end: () => journal.end(),
  }
}

/** The blocks that `createKeeping` kept, under the names that they had. `onFault` is told where some cannot be read. */
export async function* journalBlocks(
  folder: string,
  onFault: (file: string, reason: string) => void,
): AsyncGenerator<Block> {
  const onNotice = (notice: Notice): void => onFault('file' in notice ? notice.file : folder, wordsOf(notice))
  const open = new Map<string, number>()
  for await (const { lines, origin } of readJournal(folder, { onNotice })) {
    const { file, line, last } = origin ?? { file: folder, line: 1 }
    if (last) open.delete(file)
    else open.set(file, line)
    yield { file, firstLine: line, bytes: lines, ...(last && { last }) }
  }
  // The journal was read to where it is; its inputs may go on.
  for (const [file, firstLine] of open) yield { file, firstLine, bytes: new Uint8Array(), last: true }
}

function wordsOf(notice: Notice): string {
  switch (notice.kind) {
    case 'repaired':
      return `${notice.file} ended in ${notice.bytes} bytes that were not written whole, from byte ${notice.offset}; they were never acknowledged, and are cut off`
    case 'unfinished':
      return `ends in ${notice.bytes} bytes that are not whole, from byte ${notice.offset}: still being written, or never acknowledged`
    case 'damaged':
      return `${notice.bytes} bytes from byte ${notice.offset} are damaged (${notice.reason})`
    case 'missing':
      return `${notice.to - notice.from} blocks are missing, from number ${notice.from}`
    case 'waiting':
      return `the disk takes nothing more (${notice.reason}); waiting, nothing is lost as long as whoever sends waits too`
    case 'resumed':
      return `the disk takes what is written again, after ${(notice.waited / 1_000).toFixed(1)} s`
    case 'removed':
      return `removed ${notice.file}, as old or as much as is kept`
    case 'not-removed':
      return `${notice.file} cannot be removed (${notice.reason})`
  }
}
