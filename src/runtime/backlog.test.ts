/** The backlog against a model: whatever the reader's pace and the size of the memory, it is given every block once, in order. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import type { Block } from '../ingest/block.ts'
import { createBacklog, type Kept } from './backlog.ts'

const blockOf = (position: number): Block => ({ file: 'f', firstLine: position, bytes: Buffer.from('0123456789') })

describe('a backlog', () => {
  it('gives every block once and in order, from memory or from the disk, whoever is faster', async () => {
    let fellBehind = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ blocks: fc.nat(6), turns: fc.nat(3) }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 10 }),
        fc.nat(100),
        async (bursts, memory, pauses, from) => {
          const disk: Kept[] = []
          const reached: number[] = []
          const said: boolean[] = []
          const backlog = createBacklog({
            from,
            memory,
            async *read(position) {
              // It may grow while it is read.
              for (let at = position - from; at < disk.length; at += 1) {
                await turn()
                yield disk[at] as Kept
              }
            },
            onReached: (position) => reached.push(position),
            onBehind: (isBehind) => said.push(isBehind),
          })
          const write = async (): Promise<void> => {
            for (const { blocks, turns } of bursts) {
              const written = Array.from({ length: blocks }, (_, at) => {
                const position = from + disk.length + at
                return { position, block: blockOf(position) }
              })
              // Durable first, told of later: the reader may have read it from the disk by then.
              disk.push(...written)
              for (let at = 0; at < turns; at += 1) await turn()
              for (const each of written) backlog.add(each)
            }
            backlog.close()
          }
          const given: number[] = []
          const reading = async (): Promise<void> => {
            for await (const { firstLine } of backlog.blocks()) {
              given.push(firstLine)
              for (let at = 0; at < (pauses[given.length % pauses.length] ?? 0); at += 1) await turn()
            }
          }
          await Promise.all([write(), reading()])
          const all = disk.map(({ position }) => position)
          assert.deepEqual(given, all)
          assert.deepEqual(
            reached,
            all.map((position) => position + 1),
          )
          // Behind, caught up, behind again, and not behind at the end.
          assert.deepEqual(
            said,
            said.map((_, at) => at % 2 === 0),
          )
          assert.equal(said.length % 2, 0)
          fellBehind += said.length
        },
      ),
    )
    assert.ok(fellBehind > 0, 'the disk was never read')
  })
  it('gives a large block in pieces of whole lines, with their numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(90_000), { minLength: 1, maxLength: 12 }),
        fc.boolean(),
        async (lengths, isEnded) => {
          const lines = lengths.map((length, at) => `${at}`.padEnd(length, 'x'))
          const text = `${lines.join('\n')}${isEnded ? '\n' : ''}`
          const backlog = createBacklog({ from: 0, async *read() {} })
          backlog.add({ position: 0, block: { file: 'f', firstLine: 7, bytes: Buffer.from(text), last: true } })
          backlog.close()
          const pieces: Block[] = []
          for await (const piece of backlog.blocks()) pieces.push(piece)
          assert.equal(Buffer.concat(pieces.map(({ bytes }) => bytes)).toString(), text)
          for (const [at, { firstLine, bytes, last }] of pieces.entries()) {
            assert.ok(
              Buffer.from(bytes)
                .toString()
                .startsWith(lines[firstLine - 7] ?? 'none'),
            )
            assert.ok(bytes.length <= 32 * 1024 || bytes.indexOf(10) >= bytes.length - 1 || bytes.indexOf(10) === -1)
            assert.equal(last ?? false, at === pieces.length - 1)
          }
        },
      ),
    )
  })
  it('passes over what the disk has lost meanwhile', async () => {
    const backlog = createBacklog({ from: 0, memory: 1, async *read() {} })
    for (const position of [0, 1, 2]) backlog.add({ position, block: blockOf(position) })
    backlog.close()
    const given: number[] = []
    for await (const { firstLine } of backlog.blocks()) given.push(firstLine)
    assert.deepEqual(given, [0])
  })
})
