/** A segment: one file of the journal, its name, and the frames in it, damaged ones too. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Position } from './block.ts'
import { readAt, type DiskFile } from './disk.ts'
import { decodeHeader, headLength, markOf, PREFIX_LENGTH, type Header } from './frame.ts'

export interface Segment {
  readonly path: string
  readonly id: string
  /** The position of its first block. */
  readonly first: Position
  /** Bytes that are durable. Grows while it is written. */
  size: number
  /** The time of its first frame, in epoch milliseconds. */
  began: number
}

const NAME = /^(\d{16})-([0-9a-f]{16})\.journal\.zst$/

export const isSegmentName = (name: string): boolean => NAME.test(name)

export function newSegment(folder: string, first: Position, began: number): Segment {
  const id = randomBytes(8).toString('hex')
  return { path: join(folder, `${String(first).padStart(16, '0')}-${id}.journal.zst`), id, first, size: 0, began }
}

/** Those that `names` stand for, oldest first; their size and time are not known yet. */
export const segmentsOf = (folder: string, names: readonly string[]): Segment[] =>
  names
    .toSorted()
    .map((name) => NAME.exec(name))
    .filter((found) => found !== null)
    .map(([name, first, id]) => ({
      path: join(folder, name),
      id: id as string,
      first: Number(first),
      size: 0,
      began: 0,
    }))

export interface Frame {
  readonly header: Header
  readonly offset: number
  readonly end: number
  /** Not read where nobody asked for it. */
  readonly payload?: Buffer
}

export interface Damage {
  readonly offset: number
  readonly end: number
  readonly reason: string
  /** Nothing that is whole comes after it. */
  readonly isTail: boolean
}

/** What is not whole, and where the next frame begins, where its own header still tells. */
interface Broken {
  readonly reason: string
  readonly end?: number
}

/**
 * The frames of `segment`, up to its size, which may grow meanwhile. What is damaged is given as such, and passed over up to
 * the next frame that is whole. Of frames that lie before `from` only the header is read. Begins at the offset `at`.
 */
export async function* framesOf(
  file: DiskFile,
  segment: Segment,
  from: Position = 0,
  at = 0,
): AsyncGenerator<Frame | Damage> {
  while (at < segment.size) {
    const found = await readFrame(file, segment, at, from)
    if ('header' in found) {
      yield found
      at = found.end
    } else {
      const next = found.end ?? (await findFrame(file, segment, at + 1))
      const end = next ?? segment.size
      yield { offset: at, end, reason: found.reason, isTail: end >= segment.size }
      at = end
    }
  }
}

const HEAD = 4096

async function readFrame(file: DiskFile, { id, size }: Segment, at: number, from: Position): Promise<Frame | Broken> {
  const begin = await readAt(file, at, Math.min(HEAD, size - at))
  const length = headLength(begin)
  if (length === undefined) return { reason: 'no frame begins there' }
  if (at + length > size) return { reason: 'the header of the frame is cut off or damaged' }
  const header = decodeHeader(length <= begin.length ? begin.subarray(0, length) : await readAt(file, at, length), id)
  if (!header) return { reason: 'the header of the frame is damaged' }
  const end = at + length + header.packed
  if (end > size) return { reason: 'the frame is cut off' }
  if (header.position + header.blocks.length <= from) return { header, offset: at, end }
  const payload = await readAt(file, at + length, header.packed)
  return crc32(payload) === header.crc
    ? { header, offset: at, end, payload }
    : { reason: 'the lines of the frame are damaged', end }
}

const WINDOW = 1024 * 1024

/** The offset of the next frame with a header that is whole, from `from`. */
async function findFrame(file: DiskFile, { id, size }: Segment, from: number): Promise<number | undefined> {
  const mark = markOf(id)
  let at = from
  while (at + PREFIX_LENGTH < size) {
    const bytes = await readAt(file, at, Math.min(WINDOW, size - at))
    const hit = bytes.indexOf(mark, PREFIX_LENGTH)
    if (hit === -1) {
      if (bytes.length < WINDOW) return undefined
      // The mark may lie across the edge.
      at += bytes.length - PREFIX_LENGTH - mark.length
      continue
    }
    const offset = at + hit - PREFIX_LENGTH
    const length = headLength(bytes.subarray(hit - PREFIX_LENGTH, hit))
    if (length !== undefined && offset + length <= size && decodeHeader(await readAt(file, offset, length), id))
      return offset
    at = offset + 1
  }
  return undefined
}
