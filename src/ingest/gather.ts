/** Everything that some files hold, as one stream of outcomes in the order in which things happened. */
import type { Block } from './block.ts'
import { createIngest, isSetAside, type IngestOptions, type Outcome } from './ingest.ts'
import { InputError } from './input/errors.ts'
import { readBlocks, type ReadOptions } from './input/read.ts'
import { mergeByTime } from './merge.ts'

/** What is no file, but gives the blocks of several, each under its own name. */
interface BlockInput {
  readonly name: string
  readonly blocks: () => AsyncIterable<Block>
}

/** Reads `files` (see `expandPaths`). A file that cannot be read, or not to its end, is set aside with the reason. */
export function gather(
  files: readonly (string | BlockInput)[],
  options: IngestOptions & ReadOptions,
): AsyncGenerator<Outcome[]> {
  const inputs = files.map((file) =>
    typeof file === 'string'
      ? { open: () => outcomesOf({ name: file, blocks: () => readBlocks(file, options) }, options), once: file === '-' }
      : { open: () => outcomesOf(file, options), once: true },
  )
  return mergeByTime(inputs, { timeOf: (outcome) => (isSetAside(outcome) ? undefined : outcome.time) })
}

async function* outcomesOf({ name: file, blocks }: BlockInput, options: IngestOptions): AsyncGenerator<Outcome[]> {
  const ingest = createIngest(options)
  let line = 1
  try {
    for await (const block of blocks()) {
      line = block.firstLine
      yield ingest.observe(block)
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    // What was begun is lost with the rest, and is said to be.
    yield ingest.observe({ file, firstLine: line, bytes: new Uint8Array(), last: true })
    yield [{ place: { source: 'unknown', file, line }, kind: 'unreadable', reason: error.wrong }]
  }
}
