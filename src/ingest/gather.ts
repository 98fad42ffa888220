/** Everything that some files hold, as one stream of outcomes in the order in which things happened. */
import { createIngest, isSetAside, type IngestOptions, type Outcome } from './ingest.ts'
import { InputError } from './input/errors.ts'
import { readBlocks, type ReadOptions } from './input/read.ts'
import { mergeByTime } from './merge.ts'

/** Reads `files` (see `expandPaths`). A file that cannot be read, or not to its end, is set aside with the reason. */
export function gather(files: readonly string[], options: IngestOptions & ReadOptions): AsyncGenerator<Outcome[]> {
  const inputs = files.map((file) => ({ open: () => outcomesOf(file, options), once: file === '-' }))
  return mergeByTime(inputs, { timeOf: (outcome) => (isSetAside(outcome) ? undefined : outcome.time) })
}

async function* outcomesOf(file: string, options: IngestOptions & ReadOptions): AsyncGenerator<Outcome[]> {
  const ingest = createIngest(options)
  let line = 1
  try {
    for await (const block of readBlocks(file, options)) {
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
