/** Puts frames on the disk, one at a time, and knows which are durable. */
import { dirname } from 'node:path'
import { writeAt, type Disk, type DiskFile } from './disk.ts'
import type { Segment } from './segment.ts'

export interface Writer {
  /**
   * Durable when it resolves. When it rejects the frame may be there in part; called again, with any frame, it begins where the
   * last durable one ends.
   */
  write(frame: Uint8Array): Promise<void>
  close(): Promise<void>
}

export function createWriter(segment: Segment, disk: Disk): Writer {
  let file: DiskFile | undefined
  let isNamed = false
  const close = async (): Promise<void> => {
    const closing = file
    file = undefined
    await closing?.close()
  }
  return {
    async write(frame) {
      try {
        file ??= await disk.open(segment.path, 'write')
        if (!isNamed) await disk.syncFolder(dirname(segment.path))
        isNamed = true
        // What an attempt before may have left. All of the frame is written again, too: after a sync that failed nobody knows
        // which of its pages the kernel still means to write.
        if ((await file.size()) > segment.size) await file.truncate(segment.size)
        await writeAt(file, frame, segment.size)
        await file.sync()
        segment.size += frame.length
      } catch (cause) {
        await close().catch(() => {})
        throw cause
      }
    },
    close,
  }
}
