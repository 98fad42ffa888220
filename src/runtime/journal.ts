/** What is received is kept in a journal before anybody looks at it, and read back out of one as it came. */
import type { Block } from '../ingest/block.ts'
import type { Entry } from '../store/block.ts'
import { JournalEndedError } from '../store/errors.ts'
import { createJournal } from '../store/journal.ts'
import type { Notice } from '../store/notice.ts'
import { readJournal } from '../store/read.ts'
import { createBacklog } from './backlog.ts'

export { isJournal } from '../store/read.ts'

/** Resolves once the block is durable. Rejects with JournalEndedError: then nothing is promised of it. */
type Put = (block: Block) => Promise<void>

/** What gives blocks until it ends: an input that is read, or a receiver that others deliver to. */
export type Feed = (put: Put) => Promise<void>

export interface Keeping {
  /**
   * What the feeds give, in the order of the journal, each block once it is durable. A reader that is slower than they are holds
   * nobody up: it is given the rest from the disk. Ends when all of them have ended; rejects with the first error of one.
   */
  keep(feeds: readonly Feed[]): AsyncGenerator<Block>
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
    async *keep(feeds) {
      const backlog = createBacklog({
        from: journal.position(),
        async *read(from) {
          for await (const entry of journal.read(from))
            yield { position: entry.position, block: blockOf(entry, folder) }
        },
        onReached: journal.keep,
        onBehind: (isBehind) =>
          notice(
            isBehind
              ? 'more is received than can be looked at; what waits is safe in the journal, and alerts come late'
              : 'all that was received has been looked at again',
          ),
      })
      const put: Put = async (block) => {
        const { file, firstLine: line, bytes, last } = block
        backlog.add({ position: await journal.append(bytes, { file, line, ...(last && { last }) }), block })
      }
      const fed = Promise.all(feeds.map((feed) => feed(put))).finally(backlog.close)
      // It is waited for below; until then a failure is no defect.
      fed.catch(() => {})
      yield* backlog.blocks()
      await fed
    },
    end: () => journal.end(),
  }
}

/** An input that is read as far as the journal takes it; `notice` is told where that was not all. */
export const feedOf =
  (input: AsyncIterable<Block>, notice: (words: string) => void): Feed =>
  async (put) => {
    for await (const block of input)
      try {
        await put(block)
      } catch (error) {
        if (!(error instanceof JournalEndedError)) throw error
        return notice(
          `the journal has ended before the disk took ${block.file}:${block.firstLine} and what came after it`,
        )
      }
  }

const blockOf = ({ lines: bytes, origin }: Entry, folder: string): Block => {
  const { file, line: firstLine, last } = origin ?? { file: folder, line: 1 }
  return { file, firstLine, bytes, ...(last && { last }) }
}

/** The blocks that `createKeeping` kept, under the names that they had. `onFault` is told where some cannot be read. */
export async function* journalBlocks(
  folder: string,
  onFault: (file: string, reason: string) => void,
): AsyncGenerator<Block> {
  const onNotice = (notice: Notice): void => onFault('file' in notice ? notice.file : folder, wordsOf(notice))
  const open = new Map<string, number>()
  for await (const entry of readJournal(folder, { onNotice })) {
    const block = blockOf(entry, folder)
    if (block.last) open.delete(block.file)
    else open.set(block.file, block.firstLine)
    yield block
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
