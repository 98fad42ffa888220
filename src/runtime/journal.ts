/** What is received is kept in a journal before anybody looks at it, and read back out of one as it came. */
import type { Block } from '../ingest/block.ts'
import type { Entry, Position } from '../store/block.ts'
import { JournalEndedError } from '../store/errors.ts'
import { createJournal } from '../store/journal.ts'
import type { Notice } from '../store/notice.ts'
import { readJournal } from '../store/read.ts'
import { createBacklog, unhurried } from './backlog.ts'
import { createProgress, readCheckpoint, type Checkpoint, type Learning, type Progress } from './checkpoint.ts'

export { isJournal } from '../store/read.ts'

/** Resolves once the block is durable. Rejects with JournalEndedError: then nothing is promised of it. */
type Put = (block: Block) => Promise<void>

/** What gives blocks until it ends: an input that is read, or a receiver that others deliver to. */
export type Feed = (put: Put) => Promise<void>

export interface Keeping {
  /**
   * The last that a former process looked at, to be heard again by whoever is to know what happened a moment ago. At its end the
   * learning is as it was then. To be read to its end, and before what is kept now.
   */
  readonly heard: AsyncIterable<Block>
  /**
   * What a former process did not come to look at, then what the feeds give, in the order of the journal, each block once it is
   * durable. The feeds begin at once, and a reader that is slower than they are holds nobody up: it is given the rest from the
   * disk. Ends when all of them have ended; rejects with the first error of one.
   */
  keep(feeds: readonly Feed[]): AsyncGenerator<Block>
  end(): Promise<void>
}

export interface KeepingOptions {
  readonly folder: string
  /** From then on a disk that fails is not waited for. */
  readonly signal: AbortSignal
  readonly notice: (words: string) => void
  /** What is learnt from the blocks, kept from one process to the next. */
  readonly learning: Learning
  /** How many milliseconds of looking are heard again by the next process. */
  readonly recall: number
}

/** Throws JournalError, JournalLockedError and CheckpointError. */
export async function createKeeping(options: KeepingOptions): Promise<Keeping> {
  const { folder, signal, notice, learning, recall } = options
  let isStuck = false
  const stopIfStuck = (): void => {
    if (isStuck && signal.aborted) void journal.end()
  }
  const onNotice = (said: Notice): void => {
    notice(`the journal: ${wordsOf(said)}`)
    if (said.kind === 'waiting' || said.kind === 'resumed') isStuck = said.kind === 'waiting'
    stopIfStuck()
  }
  const former = await readCheckpoint(folder)
  const journal = await createJournal({ folder, onNotice, ...(former && { keep: former.position }) })
  signal.addEventListener('abort', stopIfStuck, { once: true })
  /** Of the first block that is ours. */
  const begin = journal.position()
  /** Inputs of the former process that had not ended. */
  const open = new Map<string, number>()
  async function* between(from: Position, to: Position): AsyncGenerator<Entry> {
    if (from >= to) return
    for await (const entry of journal.read(from)) {
      if (entry.position >= to) return
      yield entry
    }
  }
  const blockIn = (entry: Entry): Block => {
    const block = blockOf(entry, folder)
    if (block.last) open.delete(block.file)
    else open.set(block.file, block.firstLine)
    return block
  }
  let progress: Progress | undefined

  async function* hear({ position, marks, learnt }: Checkpoint): AsyncGenerator<Block> {
    for await (const entry of between(marks[0]?.position ?? position, position)) yield* unhurried(blockIn(entry))
    learning.restore(learnt)
  }
  /** What nobody has looked at, and the ends of inputs that will not go on under their name. */
  async function* catchUp(from: Position, reached: (position: Position) => void): AsyncGenerator<Block> {
    if (from < begin)
      notice('the journal: some was received and not looked at before the last end; it is looked at now')
    for await (const entry of between(from, begin)) {
      yield* unhurried(blockIn(entry))
      reached(entry.position + 1)
    }
    for (const [file, firstLine] of open) yield endOf(file, firstLine)
  }

  return {
    heard: former ? hear(former) : nothing(),
    keep(feeds) {
      const reached = (position: Position): void => {
        journal.keep(position)
        progress?.reached(position)
      }
      const backlog = createBacklog({
        from: begin,
        async *read(from) {
          for await (const entry of journal.read(from))
            yield { position: entry.position, block: blockOf(entry, folder) }
        },
        onReached: reached,
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
      return (async function* () {
        const from = former ?? { position: begin, marks: [] }
        progress = createProgress({ folder, from, learning, recall, notice })
        yield* catchUp(from.position, reached)
        progress.mark()
        yield* backlog.blocks()
        await fed
      })()
    },
    async end() {
      await progress?.end()
      await journal.end()
    },
  }
}

async function* nothing(): AsyncGenerator<never> {}

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

const endOf = (file: string, firstLine: number): Block => ({ file, firstLine, bytes: new Uint8Array(), last: true })

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
  for (const [file, firstLine] of open) yield endOf(file, firstLine)
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
