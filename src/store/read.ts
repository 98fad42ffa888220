/** Reads blocks in order over all segments; what is damaged or missing is said, and never the end. */
import type { Entry, Position } from './block.ts'
import { nodeDisk, type Disk } from './disk.ts'
import { JournalError, reasonOf } from './errors.ts'
import { decodeBlocks } from './frame.ts'
import type { Notice } from './notice.ts'
import { listSegments, unlessMissing } from './recover.ts'
import { framesOf, isSegmentName, type Segment } from './segment.ts'

export interface ReadOptions {
  readonly from?: Position | undefined
  readonly onNotice?: ((notice: Notice) => void) | undefined
  readonly disk?: Disk
}

/**
 * A name of ours, with a random id in it, is no accident. The content is not asked: a journal with damage at its very
 * beginning is to be told as damaged, not passed over.
 */
export async function isJournal(folder: string, disk: Disk = nodeDisk): Promise<boolean> {
  return (await disk.list(folder).catch(() => [])).some(isSegmentName)
}

/**
 * The blocks of a journal that somebody else may be writing: up to where it is now. Changes nothing and takes no lock.
 * Throws JournalError where the folder cannot be read.
 */
export async function* readJournal(folder: string, options: ReadOptions = {}): AsyncGenerator<Entry> {
  const { disk = nodeDisk, onNotice = () => {}, from } = options
  const segments = await listSegments(folder, disk).catch((cause: unknown) => {
    throw new JournalError(folder, `cannot be read (${reasonOf(cause)})`, { cause })
  })
  const last = segments.at(-1)?.path
  // The end of the last one may be on its way to the disk at this moment.
  const told = (notice: Notice): void => {
    const isEnd = notice.kind === 'damaged' && notice.file === last && notice.offset + notice.bytes >= sizeOf(segments)
    onNotice(isEnd ? { kind: 'unfinished', file: notice.file, offset: notice.offset, bytes: notice.bytes } : notice)
  }
  yield* readSegments({ segments: () => segments, disk, notice: told }, from)
}

const sizeOf = (segments: readonly Segment[]): number => segments.at(-1)?.size ?? 0

export interface Reading {
  /** Oldest first. Asked again after each one: meanwhile there may be others. */
  readonly segments: () => readonly Segment[]
  readonly disk: Disk
  readonly notice: (notice: Notice) => void
}

export async function* readSegments({ segments, disk, notice }: Reading, from?: Position): AsyncGenerator<Entry> {
  let segment = segments().findLast(({ first }) => first <= (from ?? 0)) ?? segments()[0]
  /** The position that comes next. */
  let next = from ?? segment?.first ?? 0
  const reached = (position: Position): void => {
    if (position > next) notice({ kind: 'missing', from: next, to: position })
    next = Math.max(next, position)
  }
  while (segment) {
    const { path, first } = segment
    const following = (): Segment | undefined => segments().find((each) => each.first > first)
    let isLast = following() === undefined
    // Asked while it is read, not afterwards: by then it may have grown, and ended.
    const isFollowed = (): boolean => !(isLast = following() === undefined)
    reached(first)
    for await (const found of entriesOf(segment, disk, next, isFollowed)) {
      if (!('position' in found)) notice({ kind: 'damaged', file: path, ...found })
      else if (found.position >= next) {
        reached(found.position)
        next += 1
        yield found
      }
    }
    segment = isLast ? undefined : following()
  }
}

interface Unreadable {
  readonly offset: number
  readonly bytes: number
  readonly reason: string
}

async function* entriesOf(
  segment: Segment,
  disk: Disk,
  from: Position,
  isFollowed: () => boolean,
): AsyncGenerator<Entry | Unreadable> {
  let at = 0
  try {
    const file = await disk.open(segment.path, 'read').catch(unlessMissing)
    // Removed by retention a moment ago: the next segment shows what is missing.
    if (!file) return
    try {
      // It may grow while it is read: all of it was seen only where it had ended before.
      for (let isWhole = false; !isWhole;) {
        isWhole = isFollowed() || at >= segment.size
        for await (const found of framesOf(file, segment, from, at)) {
          if (!('header' in found)) yield { offset: at, bytes: found.end - at, reason: found.reason }
          else if (found.payload) yield* await decodeBlocks(found.header, found.payload)
          at = found.end
        }
      }
    } finally {
      await file.close()
    }
  } catch (cause) {
    yield { offset: at, bytes: segment.size - at, reason: `cannot be read: ${reasonOf(cause)}` }
  }
}
