/** Takes up a journal where an earlier life left it: what is there, what comes next, and a torn tail cut off. */
import type { Position } from './block.ts'
import { readAt, writeAt, type Disk, type DiskFile } from './disk.ts'
import type { Notice } from './notice.ts'
import { framesOf, segmentsOf, type Damage, type Frame, type Segment } from './segment.ts'

export interface Recovered {
  readonly segments: Segment[]
  readonly next: Position
}

export async function recover(folder: string, disk: Disk, notice: (notice: Notice) => void): Promise<Recovered> {
  const segments: Segment[] = []
  let next = 0
  const found = await listSegments(folder, disk)
  const newest = found.findLast(({ size }) => size > 0)
  for (const segment of found) {
    next = Math.max(next, segment.first)
    if (segment === newest) next = Math.max(next, await repair(segment, disk, notice))
    if (segment.size > 0) segments.push(segment)
    // Made just before the end came, and never filled; the name is given again.
    else await disk.remove(segment.path)
  }
  await disk.syncFolder(folder)
  return { segments, next }
}

/** Every segment of the folder, oldest first, with its size and the time of its first frame that is whole. */
export async function listSegments(folder: string, disk: Disk): Promise<Segment[]> {
  const segments: Segment[] = []
  for (const segment of segmentsOf(folder, await disk.list(folder))) {
    const file = await disk.open(segment.path, 'read').catch(unlessMissing)
    // Whoever writes the journal may have removed it since.
    if (!file) continue
    segment.began = await using(file, async () => {
      segment.size = await file.size()
      return (await beganAt(file, segment)) ?? segments.at(-1)?.began ?? 0
    })
    segments.push(segment)
  }
  return segments
}

async function beganAt(file: DiskFile, segment: Segment): Promise<number | undefined> {
  try {
    for await (const found of framesOf(file, segment, Infinity)) if ('header' in found) return found.header.time
  } catch {
    // A bad sector: who reads the blocks is told.
  }
  return undefined
}

/**
 * Reads the segment that was written last. One commit at a time is on its way to the disk, so that after a crash only the last
 * frame can be torn; damage before a frame that is whole is of another kind, stays, and is said when it is read.
 * Gives the position after the last block.
 */
async function repair(segment: Segment, disk: Disk, notice: (notice: Notice) => void): Promise<Position> {
  const file = await disk.open(segment.path, 'write')
  return using(file, async () => {
    let last: Frame | undefined
    let torn: Damage | undefined
    for await (const found of framesOf(file, segment))
      if ('header' in found) last = found
      else if (found.isTail) torn = found
    if (torn) {
      await file.truncate(torn.offset)
      segment.size = torn.offset
      notice({ kind: 'repaired', file: segment.path, offset: torn.offset, bytes: torn.end - torn.offset })
    }
    // Perhaps it was never acknowledged; from now on it counts, so it has to last. After a sync that failed the kernel shows
    // what it never wrote, and a sync alone would not write it.
    if (last) await writeAt(file, await readAt(file, last.offset, last.end - last.offset), last.offset)
    await file.sync()
    return last ? last.header.position + last.header.blocks.length : segment.first
  })
}

async function using<T>(file: DiskFile, use: () => Promise<T>): Promise<T> {
  try {
    return await use()
  } finally {
    await file.close()
  }
}

/** For `catch`, where a file that is gone is an answer. */
export function unlessMissing(cause: unknown): undefined {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
}
