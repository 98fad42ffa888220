/** A receiver in front of a journal whose disk is slow, full, or fails: slow at most, and never lossy. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { Receiver } from '../src/ingest/receive/receiver.ts'
import type { Disk } from '../src/store/disk.ts'
import { createJournal, type Journal } from '../src/store/journal.ts'
import type { Notice } from '../src/store/notice.ts'
import { eventList, post } from './delivery.ts'
import { createFailingDisk } from './failing-disk.ts'
import { startLoopback, TOKEN } from './loopback-receiver.ts'

const receiverOf = (journal: Journal): Promise<Receiver> =>
  startLoopback({
    put: async ({ file, firstLine: line, bytes }) => void (await journal.append(bytes, { file, line })),
  })

/** Delivers so many lists of one event, eight at a time, each until it is taken; what was answered. */
async function deliver(receiver: Receiver, lists: number): Promise<{ kept: Set<string>; longest: number }> {
  const kept = new Set<string>()
  let [next, longest] = [0, 0]
  const lane = async (): Promise<void> => {
    while (next < lists) {
      const id = `audit-${(next += 1)}`
      const began = performance.now()
      const body = eventList([{ auditID: id, stage: 'ResponseComplete' }])
      const { status } = await post({ url: `${receiver.addresses[0]}/audit`, token: TOKEN, body })
      assert.equal(status, 200)
      kept.add(id)
      longest = Math.max(longest, performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  return { kept, longest }
}

async function found(journal: Journal): Promise<Set<string>> {
  const ids = new Set<string>()
  for await (const { lines } of journal.read())
    for (const [, id] of Buffer.from(lines)
      .toString()
      .matchAll(/"auditID":"([^"]+)"/g))
      ids.add(id as string)
  return ids
}

describe('a receiver in front of a disk', () => {
  it('is as slow as the disk, and has what it answered when the machine fails', async () => {
    const disk = createFailingDisk()
    const mounted = disk.mount()
    const slow: Disk = {
      ...mounted,
      async open(...words) {
        const file = await mounted.open(...words)
        const sync = async (): Promise<void> => {
          await pause(100)
          await file.sync()
        }
        return { ...file, sync }
      },
    }
    const journal = await createJournal({ folder: 'journal', disk: slow })
    const receiver = await receiverOf(journal)
    const { kept, longest } = await deliver(receiver, 40)
    assert.equal(kept.size, 40)
    assert.ok(longest >= 100)
    // Who delivers at the same time shares a sync.
    assert.ok(disk.syncs < 40, String(disk.syncs))
    disk.crash(() => 0)
    await receiver.close()
    const after = await createJournal({ folder: 'journal', disk: disk.mount() })
    const there = await found(after)
    assert.deepEqual(
      [...kept].filter((id) => !there.has(id)),
      [],
    )
    await after.end()
  })
  it('waits for a disk that is full or fails, and answers when it takes it', async () => {
    const disk = createFailingDisk()
    const notices: Notice[] = []
    const journal = await createJournal({
      folder: 'journal',
      disk: disk.mount(),
      retry: 20,
      onNotice: (notice) => notices.push(notice),
    })
    const receiver = await receiverOf(journal)
    disk.faults.full = 3
    disk.faults.sync = 2
    const { kept } = await deliver(receiver, 20)
    assert.equal(kept.size, 20)
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['waiting', 'resumed'],
    )
    disk.crash(() => 0)
    await receiver.close()
    const after = await createJournal({ folder: 'journal', disk: disk.mount() })
    assert.deepEqual(await found(after), kept)
    await after.end()
  })
})
