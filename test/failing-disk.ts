/** A disk for tests that forgets what was not synced, tears what it was writing, fills up and lies, as real ones do. */
import { basename } from 'node:path'
import type { Disk, DiskFile } from '../src/store/disk.ts'
import { JournalLockedError } from '../src/store/errors.ts'

/** How a crash treats what was written since the last sync; a number from 0 to 1 each. */
export type Luck = () => number

export interface FailingDisk {
  /** For one life of a machine: after a crash whoever still has it can do nothing with it. */
  mount(): Disk
  /** How many of the next writes are refused as full; how many syncs fail, and drop what they should have written. */
  faults: { full: number; sync: number; short: boolean }
  syncs: number
  /** Everybody who has it open finds it gone; what was not synced lasts in part or not at all. Then it is as after a restart. */
  crash(luck: Luck): void
  /** For flipping bits. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

type Change = { readonly at: number; readonly bytes: Uint8Array } | { readonly length: number }

interface Inode {
  /** As a reader sees it. */
  content: Buffer
  durable: Buffer
  changes: Change[]
}

const PAGE = 64

export function createFailingDisk(): FailingDisk {
  let life = 0
  let isLocked = false
  let durableNames = new Map<string, Inode>()
  let names = new Map<string, Inode>()
  const faults = { full: 0, sync: 0, short: false }
  /** Nothing is done in the turn in which it is asked for. */
  const alive = async (begun: number): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve))
    if (begun !== life) throw Object.assign(new Error('the machine is off'), { code: 'EIO' })
  }
  const change = (inode: Inode, made: Change): void => {
    inode.content = applied(inode.content, made)
    inode.changes.push(made)
  }

  const fileOf = (inode: Inode, begun: number): DiskFile => ({
    async size() {
      await alive(begun)
      return inode.content.length
    },
    async read(into, at) {
      await alive(begun)
      const wanted = faults.short ? Math.ceil(into.length / 2) : into.length
      const bytes = inode.content.subarray(at, at + wanted)
      into.set(bytes)
      return bytes.length
    },
    async write(bytes, at) {
      await alive(begun)
      const taken = faults.short || faults.full > 0 ? Math.ceil(bytes.length / 2) : bytes.length
      change(inode, { at, bytes: Uint8Array.from(bytes.subarray(0, taken)) })
      if (faults.full > 0) {
        faults.full -= 1
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
      }
      return taken
    },
    async truncate(length) {
      await alive(begun)
      change(inode, { length })
    },
    async sync() {
      await alive(begun)
      disk.syncs += 1
      const { changes } = inode
      inode.changes = []
      if (faults.sync > 0) {
        faults.sync -= 1
        // As Linux does: the pages count as clean now, and were never written. The length was.
        inode.durable = applied(inode.durable, { length: inode.content.length })
        throw Object.assign(new Error('input/output error'), { code: 'EIO' })
      }
      for (const each of changes) inode.durable = applied(inode.durable, each)
    },
    close: () => alive(begun),
  })

  const disk: FailingDisk = {
    faults,
    syncs: 0,
    get files() {
      return new Map([...names].map(([name, { content }]) => [name, content]))
    },
    mount() {
      const begun = life
      return {
        async lock(folder) {
          await alive(begun)
          if (isLocked) throw new JournalLockedError(folder)
          isLocked = true
          return async () => {
            await alive(begun)
            isLocked = false
          }
        },
        async list() {
          await alive(begun)
          return [...names.keys()]
        },
        async open(path, mode) {
          await alive(begun)
          const name = basename(path)
          if (mode === 'read' && !names.has(name)) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
          const inode = names.get(name) ?? { content: Buffer.alloc(0), durable: Buffer.alloc(0), changes: [] }
          names.set(name, inode)
          return fileOf(inode, begun)
        },
        async remove(path) {
          await alive(begun)
          names.delete(basename(path))
        },
        async syncFolder() {
          await alive(begun)
          durableNames = new Map(names)
        },
      }
    },
    crash(luck) {
      life += 1
      isLocked = false
      // A name that was made or removed since may have lasted all the same.
      const kept = [...new Set([...names.keys(), ...durableNames.keys()])].flatMap((name) => {
        const [before, after] = [durableNames.get(name), names.get(name)]
        const inode = before && after ? after : luck() < 0.5 ? (before ?? after) : before
        return inode ? [[name, torn(inode, luck)] as const] : []
      })
      names = new Map(kept)
      durableNames = new Map(kept)
    },
  }
  return disk
}

function applied(content: Buffer, change: Change): Buffer {
  if ('length' in change) return resized(content, change.length)
  const grown = resized(content, Math.max(content.length, change.at + change.bytes.length))
  grown.set(change.bytes, change.at)
  return grown
}

const resized = (content: Buffer, length: number): Buffer => {
  const copy = Buffer.alloc(length)
  content.copy(copy, 0, 0, Math.min(length, content.length))
  return copy
}

/** Of each change since the last sync: all, nothing, a beginning, or any pages of it, the others full of zeros. */
function torn({ durable, changes }: Inode, luck: Luck): Inode {
  let content = durable
  for (const change of changes) {
    const fate = luck()
    if (fate < 0.25) continue
    if (fate < 0.5 || 'length' in change) content = applied(content, change)
    else if (fate < 0.75)
      content = applied(content, {
        at: change.at,
        bytes: change.bytes.subarray(0, Math.floor(luck() * change.bytes.length)),
      })
    else content = pagesOf(content, change, luck)
  }
  return { content, durable: content, changes: [] }
}

function pagesOf(
  content: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: Uint8Array },
  luck: Luck,
): Buffer {
  let written = resized(content, Math.max(content.length, at + bytes.length))
  for (let page = 0; page < bytes.length; page += PAGE)
    if (luck() < 0.5) written = applied(written, { at: at + page, bytes: bytes.subarray(page, page + PAGE) })
  return written
}
