/** Follows a file as it grows, like `tail -F`: through rotation, truncation, and lines that are still being written. */
import { open, stat, type FileHandle } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Block } from '../block.ts'
import { inputError } from './errors.ts'
import { createLineCutter, type LineCutter } from './lines.ts'

export interface FollowOptions {
  readonly signal: AbortSignal
  /** `start` reads what is there already, `end` only what comes. The files that take its place are always read whole. */
  readonly from?: 'start' | 'end'
  /** How often to look, in milliseconds. Looking is cheap, and works on every file system; being told does not. */
  readonly interval?: number
  /** In bytes; see `createLineCutter`. */
  readonly maxLine?: number
  readonly chunk?: number
}

const CHUNK = 64 * 1024

/** The file as it is now: a file of the same name later is another. */
interface Followed {
  readonly handle: FileHandle
  readonly identity: string
  readonly cutter: LineCutter
  position: number
}

/**
 * Ends when `signal` says so. A file that is not there yet is waited for. A line is given once it has its newline, or when
 * its file is replaced. A truncated file is read from its beginning; one that has grown past the old place before we looked
 * cannot be told from one that was appended to. Throws InputError.
 */
export async function* followBlocks(path: string, options: FollowOptions): AsyncGenerator<Block> {
  const { signal, interval = 250 } = options
  let file: Followed | undefined
  let from = options.from ?? 'end'
  try {
    while (!signal.aborted) {
      file ??= await openFollowed(path, options)
      // Read all the same, for the number of the line and for a line that is half written.
      if (from === 'end' && file) for await (const _ of grown(file, options));
      // After the first look, whatever appears under the name is new from its first line.
      from = 'start'
      const fate = await fateOf(path, file)
      if (file) yield* grown(file, options)
      if (file && fate !== 'same') {
        yield file.cutter.end()
        await file.handle.close()
        file = undefined
      } else await pause(interval, signal)
    }
  } catch (cause) {
    throw inputError(path, cause)
  } finally {
    await file?.handle.close()
  }
}

async function openFollowed(path: string, options: FollowOptions): Promise<Followed | undefined> {
  try {
    const handle = await open(path)
    const { dev, ino } = await handle.stat()
    return { handle, identity: `${dev}:${ino}`, cutter: createLineCutter(path, options.maxLine), position: 0 }
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

/** Asked before what it holds is read to its end, so that nothing written before it was replaced is missed. */
async function fateOf(path: string, file: Followed | undefined): Promise<'same' | 'replaced' | 'truncated'> {
  if (!file) return 'same'
  if ((await file.handle.stat()).size < file.position) return 'truncated'
  try {
    const { dev, ino } = await stat(path)
    return `${dev}:${ino}` === file.identity ? 'same' : 'replaced'
  } catch (cause) {
    // Moved away, and nothing in its place yet: its writer may still have it open.
    if (isMissing(cause)) return 'same'
    throw cause
  }
}

async function* grown(file: Followed, { chunk = CHUNK }: FollowOptions): AsyncGenerator<Block> {
  for (;;) {
    // A buffer for each chunk: the cutter keeps what it is given.
    const { bytesRead, buffer } = await file.handle.read(Buffer.allocUnsafe(chunk), 0, chunk, file.position)
    if (bytesRead === 0) return
    file.position += bytesRead
    const block = file.cutter.push(buffer.subarray(0, bytesRead))
    if (block) yield block
  }
}

async function pause(interval: number, signal: AbortSignal): Promise<void> {
  await setTimeout(interval, undefined, { signal }).catch(() => {})
}

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
