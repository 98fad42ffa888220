/** What is durable and was not looked at yet: in memory while that is little, and read back from the journal where it is not. */
import { setImmediate as turn } from 'node:timers/promises'
import type { Block } from '../ingest/block.ts'
import type { Position } from '../store/block.ts'

export interface Kept {
  readonly position: Position
  readonly block: Block
}

export interface Backlog {
  /** It is durable. Positions come in order, without a gap. */
  add(kept: Kept): void
  /** Nothing is added any more. */
  close(): void
  /** Every block, in order, for one reader. Ends after `close`, with all that was added. */
  blocks(): AsyncGenerator<Block>
}

export interface BacklogOptions {
  /** The position of the first block that will be added. */
  readonly from: Position
  /** What is durable from there on, up to now. */
  readonly read: (from: Position) => AsyncIterable<Kept>
  /** Told that the reader has taken all before this position. */
  readonly onReached?: (position: Position) => void
  /** Told when the reader falls behind what the memory holds, and when it has caught up. */
  readonly onBehind?: (isBehind: boolean) => void
  /** In bytes. Twice as much may be held: what the reader was given last, and what came since. */
  readonly memory?: number
}

const MEMORY = 32 * 1024 * 1024

export function createBacklog(options: BacklogOptions): Backlog {
  const { from, read, onReached = () => {}, onBehind = () => {}, memory = MEMORY } = options
  let held: Block[] = []
  let size = 0
  /** Of the next block that the reader is given, and of the next one that is added. */
  let [next, end] = [from, from]
  let isBehind = false
  let isClosed = false
  let wake = (): void => {}

  const setBehind = (now: boolean): void => {
    isBehind = now
    onBehind(now)
  }
  const take = (): readonly Block[] => {
    const taken = held
    held = []
    size = 0
    return taken
  }
  async function* give({ position, block }: Kept): AsyncGenerator<Block> {
    next = position + 1
    yield* unhurried(block)
    onReached(next)
  }

  return {
    add({ position, block }) {
      end = position + 1
      // The disk has given it already: it was durable before we were told.
      if (position >= next && !isBehind) {
        if (held.length > 0 && size + block.bytes.length > memory) setBehind(true)
        else {
          held.push(block)
          size += block.bytes.length
        }
      }
      wake()
    },
    close() {
      isClosed = true
      wake()
    },
    async *blocks() {
      for (;;) {
        if (held.length > 0) for (const block of take()) yield* give({ position: next, block })
        else if (isBehind) {
          const goal = end
          for await (const kept of read(next)) yield* give(kept)
          // What was damaged meanwhile is passed over: the journal has told of it.
          next = Math.max(next, goal)
          if (next >= end) setBehind(false)
        } else if (isClosed) return
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}

/**
 * The block in a few records at a time: looking at them takes longer than receiving them, and whoever delivers has the turn before
 * each, for as long as it has something to do; but so that looking has a tenth of the time, however much is received.
 */
export async function* unhurried(block: Block): AsyncGenerator<Block> {
  let looked = 0
  for (const piece of piecesOf(block)) {
    await makeWay(Math.max(LEAST, 10 * looked))
    const began = performance.now()
    yield piece
    looked = performance.now() - began
  }
}

/** Milliseconds: a turn of the event loop that takes longer had something to do. */
const BUSY = 0.2
/** Milliseconds that whoever delivers has in any case. */
const LEAST = 50

/** Until nothing is to be done, or for so many milliseconds. */
async function makeWay(longest: number): Promise<void> {
  const since = performance.now()
  for (let [began, now] = [since, since]; now - since < longest; began = now) {
    await turn()
    now = performance.now()
    if (now - began < BUSY) return
  }
}

/** In bytes. */
const PIECE = 16 * 1024
const NEWLINE = 10

/** The block in runs of whole lines, none longer than a piece but for one line that is. */
function* piecesOf(block: Block): Generator<Block> {
  const { file, bytes, last } = block
  let [firstLine, start] = [block.firstLine, 0]
  while (bytes.length - start > PIECE) {
    const before = bytes.lastIndexOf(NEWLINE, start + PIECE - 1)
    const end = (before >= start ? before : bytes.indexOf(NEWLINE, start + PIECE)) + 1
    if (end === 0 || end === bytes.length) break
    const piece = bytes.subarray(start, end)
    yield { file, firstLine, bytes: piece }
    for (let at = piece.indexOf(NEWLINE); at !== -1; at = piece.indexOf(NEWLINE, at + 1)) firstLine += 1
    start = end
  }
  yield { file, firstLine, bytes: bytes.subarray(start), ...(last && { last }) }
}
