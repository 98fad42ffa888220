/** Several inputs become one, in order of event time: the logs of one folder interleave as things happened. */
import { createHeap } from './heap.ts'

/** An input that can be opened; twice, unless it says that it can be read only once. */
export interface Input<T> {
  open(): AsyncIterable<readonly T[]>
  /** Standard input, a pipe. */
  readonly once?: boolean
}

export interface MergeOptions<T> {
  /** Epoch milliseconds; what has no time of its own stays behind what came before it. */
  readonly timeOf: (item: T) => number | undefined
  /** How many items of one input are put in order before the first is given: logs are sorted by the end of a request, or nearly. */
  readonly reorder?: number
}

// Together the inputs hold about so many items, however many inputs there are.
const HELD = 16_384
const [REORDER_LEAST, REORDER_MOST] = [64, 1024]
// Of a thousand rotated files only those are open that overlap: the others wait for the time of their first item.
const OPEN_AT_ONCE = 8
// A file may hold something earlier than its first item: it is opened early by so many milliseconds of event time.
const SLACK = 10 * 60 * 1000
const BATCH = 512

/**
 * Ties go by the order of the inputs, then by the order within one. The result does not depend on how the inputs are
 * cut into batches. An item that is later than the reordering reaches is given late, never lost.
 */
export async function* mergeByTime<T>(inputs: readonly Input<T>[], options: MergeOptions<T>): AsyncGenerator<T[]> {
  const reorder = options.reorder ?? Math.min(REORDER_MOST, Math.max(REORDER_LEAST, Math.floor(HELD / inputs.length)))
  const lanes = createHeap<Lane<T>>(compareLanes)
  try {
    for (const [index, input] of inputs.entries()) {
      const open = (): Promise<Lane<T>> => openLane(input.open(), index, { ...options, reorder })
      const waits = inputs.length > OPEN_AT_ONCE && !input.once
      lanes.push(waits ? await waitingLane(input, index, options.timeOf, open) : await open())
    }
    let batch: T[] = []
    for (let lane = lanes.pop(); lane; lane = lanes.pop()) {
      const next = await lane.advance(batch, lanes.peek())
      if (next) lanes.push(next)
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } finally {
    for (let lane = lanes.pop(); lane; lane = lanes.pop()) await lane.close()
  }
}

interface Lane<T> {
  readonly index: number
  /** The time of what it gives next. */
  readonly time: number
  /** Gives what comes before `rival`, a batch at most. Answers with what is to be advanced next, or with nothing at its end. */
  advance(batch: T[], rival: Lane<T> | undefined): Promise<Lane<T> | undefined>
  close(): Promise<void>
}

const compareLanes = <T>(a: Pick<Lane<T>, 'time' | 'index'>, b: Pick<Lane<T>, 'time' | 'index'>): number =>
  a.time === b.time ? a.index - b.index : a.time < b.time ? -1 : 1

/** A lane that is opened when its turn comes. Its beginning is read twice. */
async function waitingLane<T>(
  input: Input<T>,
  index: number,
  timeOf: MergeOptions<T>['timeOf'],
  open: () => Promise<Lane<T>>,
): Promise<Lane<T>> {
  let first: number | undefined
  for await (const batch of input.open()) {
    first = batch.map((item) => timeOf(item)).find((time) => time !== undefined)
    if (first !== undefined) break
  }
  return { index, time: (first ?? -Infinity) - SLACK, advance: open, close: async () => {} }
}

async function openLane<T>(
  batches: AsyncIterable<readonly T[]>,
  index: number,
  { timeOf, reorder }: Required<MergeOptions<T>>,
): Promise<Lane<T>> {
  const iterator = batches[Symbol.asyncIterator]()
  const ordered = createHeap<Entry<T>>((a, b) => (a.time === b.time ? a.number - b.number : a.time < b.time ? -1 : 1))
  let read: Iterator<T> = [][Symbol.iterator]()
  let [latest, number, ended] = [-Infinity, 0, false]

  /** One item more; false where the batch holds no more. */
  const order = (): boolean => {
    const { done, value } = read.next()
    if (done) return false
    latest = timeOf(value) ?? latest
    ordered.push({ time: latest, number: number++, item: value })
    return true
  }
  const fill = async (): Promise<void> => {
    while (ordered.size < reorder && !ended) {
      if (order()) continue
      const next = await iterator.next()
      if (next.done) ended = true
      else read = next.value[Symbol.iterator]()
    }
  }

  const lane: Lane<T> = {
    index,
    get time() {
      return ordered.peek()?.time ?? Infinity
    },
    async advance(batch, rival) {
      const isFirst = (): boolean => !rival || compareLanes(lane, rival) < 0
      while (ordered.size > 0 && batch.length < BATCH && isFirst()) {
        batch.push((ordered.pop() as Entry<T>).item)
        if (!order()) await fill()
      }
      return ordered.size > 0 ? lane : undefined
    },
    close: async () => void (await iterator.return?.()),
  }
  await fill()
  return lane
}

interface Entry<T> {
  readonly time: number
  /** The order in which it was read: what parts equal times. */
  readonly number: number
  readonly item: T
}
