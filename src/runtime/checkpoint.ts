/** How far a journal was looked at and what was learnt from it, as a file beside its segments, so that the next process goes on from there. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { timespan } from '../ads/index.ts'
import type { Position } from '../store/block.ts'
import { nodeDisk } from '../store/disk.ts'

export interface Checkpoint {
  /** All before it was looked at. */
  readonly position: Position
  /** Where the looking was when, oldest first: the last is `position`, the first as long before it as is to be heard again. */
  readonly marks: readonly Mark[]
  /** Of the baselines, up to `position`; see `Learning`. */
  readonly learnt: unknown
}

interface Mark {
  /** Epoch milliseconds, of the clock on the wall. */
  readonly time: number
  readonly position: Position
}

/** What is learnt over days, and cannot be had again by hearing the last hour. */
export interface Learning {
  /** As data for JSON. */
  snapshot(): unknown
  /** Throws where it is no such snapshot. */
  restore(snapshot: unknown): void
}

export class CheckpointError extends Error {
  readonly code = 'TALLYMAN_CHECKPOINT'
  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(`${file}: ${reason}`, options)
    this.name = 'CheckpointError'
  }
}

/** Milliseconds: longer than most sequences, and heard again within seconds. */
export const RECALL = 3_600_000

/** `90m` in milliseconds; nothing where it is no length of time. */
export const parseRecall = (text: string): number | undefined => timespan.safeParse(text).data

const position = z.number().int().nonnegative()
const marks = z.array(z.strictObject({ time: z.number(), position }))
const shape = z.strictObject({ version: z.literal(1), position, marks, learnt: z.unknown() })

const fileIn = (folder: string): string => join(folder, 'checkpoint.json')

/** Nothing where there is none yet. Rejects with CheckpointError. */
export async function readCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const file = fileIn(folder)
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw new CheckpointError(file, `cannot be read (${cause.message})`, { cause })
  })
  if (text === undefined) return undefined
  try {
    return shape.parse(JSON.parse(text))
  } catch (cause) {
    throw new CheckpointError(file, 'is not a checkpoint of this version', { cause })
  }
}

/** Takes the place of the last one as a whole, or not at all. Rejects with CheckpointError. */
async function writeCheckpoint(folder: string, checkpoint: Checkpoint): Promise<void> {
  const file = fileIn(folder)
  const draft = `${file}.draft`
  try {
    // What was learnt names people and programs: it is its owner's alone, as the records are.
    await writeFile(draft, JSON.stringify({ version: 1, ...checkpoint }), { mode: 0o600, flush: true })
    await rename(draft, file)
    await nodeDisk.syncFolder(folder)
  } catch (cause) {
    throw new CheckpointError(file, `cannot be written (${cause instanceof Error ? cause.message : String(cause)})`, {
      cause,
    })
  }
}

export interface Progress {
  /** All before this position was looked at. */
  reached(position: Position): void
  /** Writes one now: what is behind us here should not be told again, whatever happens. */
  mark(): void
  /** Writes a last one. */
  end(): Promise<void>
}

export interface ProgressOptions {
  readonly folder: string
  /** Where looking begins, and how it came there. */
  readonly from: Omit<Checkpoint, 'learnt'>
  readonly learning: Learning
  /** Milliseconds that are heard again after a restart. */
  readonly recall: number
  /** Told where one cannot be written; the next one is tried nevertheless. */
  readonly notice: (words: string) => void
  readonly interval?: number
  readonly now?: () => number
}

const INTERVAL = 60_000

/**
 * Writes a checkpoint each interval in which something was looked at. A process that is killed looks again at what came since the
 * last one: an alert may be told twice, with the same id, and is never lost.
 */
export function createProgress(options: ProgressOptions): Progress {
  const { folder, learning, recall, notice, interval = INTERVAL, now = Date.now } = options
  let { position } = options.from
  let written = -1
  let writing: Promise<void> | undefined
  const marks = options.from.marks.length > 0 ? [...options.from.marks] : [{ time: now(), position }]

  const write = async (): Promise<void> => {
    if (position === written) return
    const time = now()
    marks.push({ time, position })
    while (marks[1] !== undefined && marks[1].time <= time - recall) marks.shift()
    const checkpoint = { position, marks: [...marks], learnt: learning.snapshot() }
    await writeCheckpoint(folder, checkpoint).then(
      () => (written = checkpoint.position),
      (error: Error) => notice(error.message),
    )
  }
  const begin = (): void => {
    writing ??= write().finally(() => (writing = undefined))
  }
  // One at once: whoever is killed before the next has looked at nothing that is not looked at again.
  begin()
  const clock = setInterval(begin, interval)
  clock.unref()
  return {
    reached(to) {
      position = to
    },
    mark() {
      void (writing ?? Promise.resolve()).then(begin)
    },
    async end() {
      clearInterval(clock)
      await writing
      await write()
    },
  }
}
