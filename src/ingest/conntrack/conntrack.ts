/** The kernel's connection tracking as an input: the tool `conntrack` where it may listen, else the table itself, read again and again. */
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Block } from '../block.ts'
import { InputError } from '../input/errors.ts'
import { createLineQueue, type LineQueue } from '../input/line-queue.ts'
import { hasTable, pollTable } from './table.ts'
import { runConntrack } from './tool.ts'

export interface ConntrackOptions {
  readonly signal: AbortSignal
  /** Told in words which way was chosen, and what is missed. */
  readonly notice?: (words: string) => void
  /** A file that stands for a network namespace, such as `/run/netns/lab`; without it, our own. */
  readonly namespace?: string
  /** Bytes that the kernel holds for us while we are slow. */
  readonly buffer?: number
  /** `table` reads the table even where the tool could listen. */
  readonly way?: 'tool' | 'table'
  /** Milliseconds between two looks at the table, and the first pause before the tool is called again; that doubles. */
  readonly interval?: number
}

const INTERVAL = 1_000
const LONGEST_PAUSE = 30_000

/** Ends when `signal` says so. Throws InputError where connections can be seen neither way. */
export async function* conntrackBlocks(options: ConntrackOptions): AsyncGenerator<Block> {
  const name = options.namespace === undefined ? 'conntrack' : `conntrack:${options.namespace}`
  const queue = createLineQueue(name)
  const left = new AbortController()
  const signal = AbortSignal.any([options.signal, left.signal])
  const failure = watchConnections(name, queue, { ...options, signal })
    .then(
      () => undefined,
      (cause: unknown) => cause,
    )
    .finally(queue.end)
  try {
    yield* queue.blocks()
    const cause = await failure
    if (cause !== undefined) throw cause
  } finally {
    left.abort()
  }
}

async function watchConnections(name: string, queue: LineQueue, options: ConntrackOptions): Promise<void> {
  const why = options.way === 'table' ? 'as it was asked for' : await listen(queue, options)
  if (options.signal.aborted) return
  // The table is that of our own namespace.
  if (options.namespace !== undefined || !hasTable())
    throw new InputError(name, `${why}; install conntrack (apt install conntrack), and run it with CAP_NET_ADMIN`)
  const { signal, notice, interval = INTERVAL } = options
  notice?.(`connections: the kernel's table is read every ${interval} ms, and what lives shorter is missed (${why})`)
  await pollTable({ signal, interval, push: queue.push })
}

/** As long as the tool can be run, again and again; ends with the reason why it never could. */
async function listen(queue: LineQueue, options: ConntrackOptions): Promise<string> {
  const { signal, notice, interval = INTERVAL } = options
  let [wait, ended] = [interval, 0]
  let why = ''
  do {
    const begun = (): void => {
      notice?.('connections: conntrack listens')
      if (ended > 0) queue.push(gapRecord(ended, Date.now(), why))
      ;[wait, ended] = [interval, Date.now()]
    }
    const lost = (from: number, to: number): void => {
      notice?.('connections: conntrack was too slow, and the kernel let some pass unsaid (ENOBUFS)')
      queue.push(gapRecord(from, to, 'conntrack was too slow, and the kernel let events pass unsaid (ENOBUFS)'))
    }
    why = await runConntrack({ ...options, begun, lost, line: queue.push, room: queue.room })
    if (signal.aborted || ended === 0) return why
    ended = Date.now()
    notice?.(`connections: ${why}; trying again in ${wait / 1000} s`)
    await pause(wait, undefined, { signal }).catch(() => {})
    wait = Math.min(wait * 2, LONGEST_PAUSE)
  } while (!signal.aborted)
  return why
}

const gapRecord = (from: number, to: number, reason: string): string =>
  JSON.stringify({
    tallyman: 'conntrack-gap',
    from: new Date(from).toISOString(),
    time: new Date(to).toISOString(),
    node: hostname(),
    reason,
  })
