/** Live: several inputs at once, each record through the whole pipeline as it comes. */
import type { Block } from '../ingest/block.ts'
import { createIngest, isSetAside } from '../ingest/ingest.ts'
import type { SetAside } from '../model/record.ts'
import type { Journal } from '../pipeline/journal.ts'
import { createPipeline } from '../pipeline/pipeline.ts'
import { createLedger } from '../visibility/index.ts'
import { partsOf, type Content } from './content.ts'

export interface WatchOptions {
  readonly content: Content
  /** Each gives blocks until it ends; see `followBlocks` and `engineBlocks`. */
  readonly inputs: readonly AsyncIterable<Block>[]
  readonly journal: Journal
  readonly onAside?: (aside: SetAside) => void
  readonly redactionKey?: string
}

/** Ends when all inputs have ended; rejects with the first error of one. */
export async function watch({ content, inputs, journal, onAside, redactionKey }: WatchOptions): Promise<void> {
  const ingest = createIngest({ sources: content.sources, ...(redactionKey !== undefined && { redactionKey }) })
  const ledger = createLedger()
  const pipeline = createPipeline({ ...partsOf(content), journal, ledger })
  // The core is synchronous: a block goes all the way before the next one of any input is looked at.
  const take = (block: Block): void => {
    for (const outcome of ingest.observe(block)) {
      if (isSetAside(outcome)) {
        ledger.observe(outcome)
        onAside?.(outcome)
      } else pipeline.observe(outcome)
    }
  }
  await Promise.all(
    inputs.map(async (input) => {
      for await (const block of input) take(block)
    }),
  )
  pipeline.end?.()
}
