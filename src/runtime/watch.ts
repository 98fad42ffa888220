/** Live: several inputs at once, each record through the whole pipeline as it comes. */
import { createBaselines, type Baselines } from '../detect/baselines.ts'
import type { Block } from '../ingest/block.ts'
import { createIngest, isSetAside } from '../ingest/ingest.ts'
import type { Event } from '../model/event.ts'
import { isWordOf } from '../model/own-event.ts'
import type { SetAside } from '../model/record.ts'
import type { Journal } from '../pipeline/journal.ts'
import { createPipeline } from '../pipeline/pipeline.ts'
import { createTuning } from '../triage/tuning.ts'
import { createLedger, type LedgerSettings } from '../visibility/index.ts'
import { partsOf, type Content } from './content.ts'
import { readsOf } from './reads.ts'

export interface WatchOptions {
  readonly content: Content
  /** What its baselines learn, where somebody keeps that; see `createLearning`. */
  readonly learning?: Baselines
  /** What a former process looked at last, and told: looked at before all inputs, and to its end. */
  readonly heard?: AsyncIterable<Block>
  /** Each gives blocks until it ends; see `followBlocks` and `engineBlocks`. */
  readonly inputs: readonly AsyncIterable<Block>[]
  readonly journal: Journal
  readonly onAside?: (aside: SetAside) => void
  /** Told what is found out about the sensors themselves, and which detections are, or were, blind for it. */
  readonly onSight?: (word: Event, blind: readonly string[]) => void
  readonly redactionKey?: string
  /** Where silence begins, if not where it usually does. */
  readonly ledger?: Partial<LedgerSettings>
}

/** The baselines of all detections, for whoever keeps what they learn. */
export const createLearning = (content: Content): Baselines => createBaselines(partsOf(content).detections)

/** Milliseconds: how often the stages are told what time it is, so that silence is noticed where nothing is heard. */
const TICK = 1_000

/** Ends when all inputs have ended; rejects with the first error of one. */
export async function watch(options: WatchOptions): Promise<void> {
  const { content, learning, heard, inputs, journal, onAside, onSight, redactionKey, ledger: settings } = options
  const ingest = createIngest({ sources: content.sources, ...(redactionKey !== undefined && { redactionKey }) })
  const ledger = createLedger({ ...settings, live: true, reads: readsOf(content) })
  const event = (each: Event): void => {
    journal.event?.(each)
    // A moment before: of a silence that is over, who was blind.
    if (isWordOf(each, 'visibility')) onSight?.(each, ledger.coverage(each.time - 1, each.entities).blind ?? [])
  }
  const tuning = createTuning(content.tuning)
  const pipeline = createPipeline({
    ...partsOf(content),
    journal: { ...journal, event },
    ledger,
    tuning,
    ...(learning && { baselines: learning }),
  })
  const started = Date.now()
  /** Whether what was there before we came is still being read: until it is, it is not yet now. */
  let isBehind = false
  // The core is synchronous: a block goes all the way before the next one of any input is looked at.
  const take = (block: Block): void => {
    for (const outcome of ingest.observe(block)) {
      if (isSetAside(outcome)) {
        ledger.aside(outcome)
        onAside?.(outcome)
      } else {
        isBehind ||= outcome.time < started
        pipeline.observe(outcome)
      }
    }
  }
  if (heard) for await (const block of heard) take(block)
  const clock = setInterval(() => {
    if (!isBehind) pipeline.advance?.(Date.now())
    isBehind = false
  }, TICK)
  try {
    await Promise.all(
      inputs.map(async (input) => {
        for await (const block of input) take(block)
      }),
    )
  } finally {
    clearInterval(clock)
  }
  pipeline.end?.()
}
