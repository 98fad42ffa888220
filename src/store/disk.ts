/** The file system as the journal needs it: few enough operations that a test can stand in for a disk that fails. */
import { constants } from 'node:fs'
import { mkdir, open, readdir, unlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { JournalLockedError } from './errors.ts'

export interface Disk {
  /** Makes the folder where it is missing, and holds it for this process. Throws JournalLockedError. Call what it gives to let go. */
  lock(folder: string): Promise<() => Promise<void>>
  /** Names, in no order. */
  list(folder: string): Promise<string[]>
  /** `write` makes the file where it is missing; its name lasts only after `syncFolder`. */
  open(path: string, mode: 'read' | 'write'): Promise<DiskFile>
  remove(path: string): Promise<void>
  /** Names made and removed before are durable after it. */
  syncFolder(folder: string): Promise<void>
}

export interface DiskFile {
  size(): Promise<number>
  /** How many bytes were read: fewer than asked for at the end of the file, and wherever the disk likes. */
  read(into: Uint8Array, at: number): Promise<number>
  /** How many bytes were written: perhaps fewer than given. */
  write(bytes: Uint8Array, at: number): Promise<number>
  truncate(length: number): Promise<void>
  /** What was written before is durable after it. */
  sync(): Promise<void>
  close(): Promise<void>
}

const { O_RDONLY, O_RDWR, O_CREAT } = constants
// Records hold what nobody has redacted yet.
const [FOLDER_MODE, FILE_MODE] = [0o700, 0o600]

export const nodeDisk: Disk = {
  async lock(folder) {
    await makeFolder(resolve(folder))
    return lockFolder(folder)
  },
  list: (folder) => readdir(folder),
  async open(path, mode) {
    const handle = await open(path, mode === 'read' ? O_RDONLY : O_RDWR | O_CREAT, FILE_MODE)
    return {
      size: async () => (await handle.stat()).size,
      read: async (into, at) => (await handle.read(into, 0, into.length, at)).bytesRead,
      write: async (bytes, at) => (await handle.write(bytes, 0, bytes.length, at)).bytesWritten,
      truncate: (length) => handle.truncate(length),
      // The length of the file is synced with its content; the rest of what stat tells matters to nobody.
      sync: () => handle.datasync(),
      close: () => handle.close(),
    }
  },
  remove: (path) => unlink(path),
  async syncFolder(folder) {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

/** A folder lasts only when the one above it knows it. */
async function makeFolder(folder: string): Promise<void> {
  const topmost = await mkdir(folder, { recursive: true, mode: FOLDER_MODE })
  if (topmost === undefined) return
  for (let made = folder; made.length >= topmost.length; made = dirname(made)) await nodeDisk.syncFolder(dirname(made))
}

/**
 * The kernel holds the lock, by way of SQLite, for Node itself has no file locks. So it is gone when its holder is, however that
 * ended. A process id in a file would be stale then, and mean somebody else after a restart of the machine or of a container.
 */
function lockFolder(folder: string): () => Promise<void> {
  const database = new DatabaseSync(join(folder, 'lock'))
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    throw isBusy(cause) ? new JournalLockedError(folder) : cause
  }
  return async () => database.close()
}

const SQLITE_BUSY = 5
const isBusy = (cause: unknown): boolean =>
  cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY

/** `length` bytes from `at`, or as many as there are. */
export async function readAt(file: DiskFile, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const more = await file.read(bytes.subarray(read), at + read)
    if (more === 0) break
    read += more
  }
  return bytes.subarray(0, read)
}

/** All of `bytes`, however few the disk takes at a time. */
export async function writeAt(file: DiskFile, bytes: Uint8Array, at: number): Promise<void> {
  let written = 0
  while (written < bytes.length) {
    const more = await file.write(bytes.subarray(written), at + written)
    if (more === 0) throw Object.assign(new Error('the disk takes no more'), { code: 'ENOSPC' })
    written += more
  }
}
