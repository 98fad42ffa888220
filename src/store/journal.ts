/** The journal: whatever was received is durable in it before anybody acts on it, or is told that it arrived. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Entry, Origin, Position } from './block.ts'
import { nodeDisk, type Disk } from './disk.ts'
import { JournalEndedError, JournalError, JournalLockedError, reasonOf } from './errors.ts'
import { encodeFrame, MAX_BLOCK, type Appended } from './frame.ts'
import type { Notice } from './notice.ts'
import { readSegments } from './read.ts'
import { recover } from './recover.ts'
import { expired } from './retention.ts'
import { newSegment, type Segment } from './segment.ts'
import { createWriter, type Writer } from './writer.ts'

export interface Journal {
  /**
   * Whole lines, NDJSON or others, kept byte for byte; not to be changed until it answers, which is when they are durable. Who
   * appends while others are being written shares their next sync. A disk that is full or fails makes it wait, as long as it
   * takes. Rejects with JournalEndedError, and with RangeError for more than 128 MiB: then nothing is promised.
   */
  append(lines: Uint8Array, origin?: Origin): Promise<Position>
  /** Every durable block from `from`, or the oldest, up to where the journal is when it gets there. */
  read(from?: Position): AsyncGenerator<Entry>
  /** Of the next block. All before it are durable. */
  position(): Position
  /** Retention removes nothing from `position` on: somebody still has to read it. */
  keep(position: Position): void
  /** Writes what waits, tries once more where the disk fails, and lets go of the folder. */
  end(): Promise<void>
}

export interface JournalOptions {
  readonly folder: string
  /** As if `keep` had been called. No position below it is given again, should damage have eaten the end. */
  readonly keep?: Position
  /** A segment ends when it holds so many bytes, packed, or is so many milliseconds old. */
  readonly segmentBytes?: number
  readonly segmentAge?: number
  /** See `RetentionLimits`. Looked at when a segment ends, and once a minute while something is appended. */
  readonly keepBytes?: number
  readonly keepAge?: number
  /** The first pause after the disk failed, in milliseconds; it doubles up to five seconds. */
  readonly retry?: number
  readonly onNotice?: (notice: Notice) => void
  readonly now?: () => number
  readonly disk?: Disk
}

const MEBIBYTE = 1024 * 1024
const HOUR = 60 * 60 * 1000
const LIMITS = {
  segmentBytes: 64 * MEBIBYTE,
  segmentAge: HOUR,
  keepBytes: 10 * 1024 * MEBIBYTE,
  keepAge: 30 * 24 * HOUR,
}
// What waits is written in groups: large enough to be packed well, small enough that nobody waits long.
const [GROUP_BYTES, GROUP_BLOCKS] = [4 * MEBIBYTE, 1024]
const [FIRST_PAUSE, LONGEST_PAUSE] = [100, 5_000]
const LOOK_EVERY = 60_000

interface Waiting extends Appended {
  readonly resolve: (position: Position) => void
  readonly reject: (error: JournalEndedError) => void
}

/** Throws JournalLockedError where it is open already, JournalError where the folder cannot hold it. */
export async function createJournal({ folder, ...options }: JournalOptions): Promise<Journal> {
  const { disk = nodeDisk, now = Date.now, onNotice = () => {} } = options
  const limits = { ...LIMITS, ...options }
  const { unlock, segments, next: recovered } = await open(folder, disk, onNotice)
  const ending = new AbortController()
  let next = Math.max(recovered, options.keep ?? 0)
  let mark = options.keep ?? Infinity
  let active: { readonly segment: Segment; readonly writer: Writer } | undefined
  let looked = -Infinity
  let waiting: Waiting[] = []
  let pumping: Promise<void> | undefined

  const tidy = async (): Promise<void> => {
    looked = now()
    for (const segment of expired(segments, limits, { mark, now: looked })) {
      const { path: file, first } = segment
      try {
        await disk.remove(file)
        // One by one, so that a crash leaves no hole between those that come back and those that are left.
        await disk.syncFolder(folder)
      } catch (cause) {
        return onNotice({ kind: 'not-removed', file, reason: reasonOf(cause) })
      }
      segments.shift()
      onNotice({ kind: 'removed', file, from: first, to: segments[0]?.first ?? next })
    }
  }

  const isFull = ({ size, began }: Segment): boolean =>
    size > 0 && (size >= limits.segmentBytes || now() - began >= limits.segmentAge)

  /** Where the next group goes. Asked once a group: a segment is not left behind with half a frame at its end. */
  const place = async (): Promise<{ readonly segment: Segment; readonly writer: Writer }> => {
    if (active && !isFull(active.segment)) return active
    // All that was written is durable: whatever closing says, nothing is lost.
    await active?.writer.close().catch(() => {})
    const segment = newSegment(folder, next, now())
    return (active = { segment, writer: createWriter(segment, disk) })
  }

  /** Tries until it is durable. Throws when the journal is ending and the disk still fails. */
  const insist = async (group: readonly Waiting[]): Promise<void> => {
    const { segment, writer } = await place()
    let wait = options.retry ?? FIRST_PAUSE
    let since: number | undefined
    for (;;) {
      const wasEnding = ending.signal.aborted
      try {
        await writer.write(await encodeFrame({ segment: segment.id, position: next, time: now() }, group))
        if (segments.at(-1) !== segment) {
          segments.push(segment)
          looked = -Infinity
        }
        if (since !== undefined) onNotice({ kind: 'resumed', waited: now() - since })
        return
      } catch (cause) {
        if (wasEnding) throw cause
        if (since === undefined) onNotice({ kind: 'waiting', reason: reasonOf(cause) })
        since ??= now()
        // It may be the journal itself that fills the disk.
        await tidy()
        await pause(wait, undefined, { signal: ending.signal }).catch(() => {})
        wait = Math.min(wait * 2, LONGEST_PAUSE)
      }
    }
  }

  const pump = async (): Promise<void> => {
    // Whoever appends in the same turn is of the same group.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupOf(waiting))
      try {
        await insist(group)
      } catch (cause) {
        for (const { reject } of [...group, ...waiting]) reject(new JournalEndedError(folder, { cause }))
        waiting = []
        break
      }
      const first = next
      next += group.length
      for (const [index, { resolve }] of group.entries()) resolve(first + index)
      if (now() - looked >= LOOK_EVERY) await tidy()
    }
    pumping = undefined
  }

  const end = async (): Promise<void> => {
    ending.abort()
    await pumping
    try {
      await active?.writer.close()
    } finally {
      await unlock()
    }
  }
  let ended: Promise<void> | undefined

  await tidy()
  return {
    append: (lines, origin) =>
      new Promise((resolve, reject) => {
        if (ending.signal.aborted) return reject(new JournalEndedError(folder))
        if (lines.length > MAX_BLOCK) return reject(new RangeError(`a block holds at most ${MAX_BLOCK} bytes`))
        waiting.push({ lines, origin, resolve, reject })
        pumping ??= pump()
      }),
    read: (from) => readSegments({ segments: () => segments, disk, notice: onNotice }, from),
    position: () => next,
    keep: (position) => void (mark = position),
    end: () => (ended ??= end()),
  }
}

async function open(folder: string, disk: Disk, onNotice: (notice: Notice) => void) {
  let unlock: (() => Promise<void>) | undefined
  try {
    unlock = await disk.lock(folder)
    return { unlock, ...(await recover(folder, disk, onNotice)) }
  } catch (cause) {
    await unlock?.()
    if (cause instanceof JournalLockedError) throw cause
    throw new JournalError(folder, `cannot hold a journal (${reasonOf(cause)})`, { cause })
  }
}

/** How many of those that wait go together: at least one, however long it is. */
function groupOf(waiting: readonly Waiting[]): number {
  let bytes = 0
  const beyond = waiting.findIndex(({ lines }, index) => index > 0 && (bytes += lines.length) > GROUP_BYTES)
  return Math.min(beyond === -1 ? waiting.length : beyond, GROUP_BLOCKS)
}
