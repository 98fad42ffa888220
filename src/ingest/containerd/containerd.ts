/** A containerd as an input: its events as they come, and how its containers are made, as lines like those of a recording. */
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import type { Block } from '../block.ts'
import { InputError } from '../input/errors.ts'
import { createLineQueue, type LineQueue } from '../input/line-queue.ts'
import { createCtr, type Ctr } from './ctr.ts'
import { createStock, type Stock } from './stock.ts'

export interface ContainerdOptions {
  readonly signal: AbortSignal
  /** The socket; without it CONTAINERD_ADDRESS, or the usual one. */
  readonly address?: string
  /** Told in words what a person at a terminal should know: it does not answer, answers again, something was missed. */
  readonly notice?: (words: string) => void
  /** Milliseconds between two records that say that it answers, though nothing happens. */
  readonly heartbeat?: number
  /** The first pause before it is asked again, in milliseconds; it doubles up to half a minute. */
  readonly pause?: number
  /** How `ctr` is called. */
  readonly command?: readonly string[]
}

const USUAL = '/run/containerd/containerd.sock'
const HEARTBEAT = 10_000
const [FIRST_PAUSE, LONGEST_PAUSE] = [250, 30_000]

/**
 * Begins with all containers of all namespaces. Ends when `signal` says so. Throws InputError where containerd does not answer at the
 * beginning; later it is asked again, and that it was not heard meanwhile is said.
 */
export async function* containerdBlocks(options: ContainerdOptions): AsyncGenerator<Block> {
  const address = options.address ?? (process.env['CONTAINERD_ADDRESS'] || USUAL)
  const name = `containerd:${address}`
  const queue = createLineQueue(name)
  const left = new AbortController()
  const signal = AbortSignal.any([options.signal, left.signal])
  const failure = listen(name, createCtr(options.command ?? ['ctr'], address), queue, { ...options, signal })
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

async function listen(name: string, ctr: Ctr, queue: LineQueue, options: ContainerdOptions): Promise<void> {
  const { signal, notice = () => {} } = options
  const stock = createStock({ ctr, push: queue.push, notice, signal })
  let [wait, lost, why]: [number, number | undefined, string] = [options.pause ?? FIRST_PAUSE, undefined, '']
  while (!signal.aborted) {
    const problem = await problemOf(ctr)
    if (problem !== undefined && lost === undefined && !signal.aborted)
      throw new InputError(
        name,
        `${problem}; start containerd, say where it listens (--containerd /path or CONTAINERD_ADDRESS; Docker's own is /run/docker/containerd/containerd.sock), and run it as root`,
      )
    if (problem === undefined) {
      if (lost !== undefined) {
        notice('containerd answers again')
        queue.push(gapRecord(lost, why))
      }
      wait = options.pause ?? FIRST_PAUSE
      why = await hear(ctr, stock, queue, options)
      lost = Date.now()
    }
    if (signal.aborted) return
    notice(`containerd: ${problem ?? why}; trying again in ${wait / 1000} s`)
    await pause(wait, undefined, { signal }).catch(() => {})
    wait = Math.min(wait * 2, LONGEST_PAUSE)
  }
}

const problemOf = (ctr: Ctr): Promise<string | undefined> =>
  ctr.ask('version').then(
    () => undefined,
    (cause: unknown) => (cause as Error).message,
  )

/** As long as it talks; answers with why it does not any more. */
async function hear(ctr: Ctr, stock: Stock, queue: LineQueue, options: ContainerdOptions): Promise<string> {
  const { signal, heartbeat = HEARTBEAT } = options
  const beat = async (): Promise<void> => {
    const time = new Date().toISOString()
    if ((await problemOf(ctr)) === undefined)
      queue.push(JSON.stringify({ tallyman: 'containerd-heartbeat', time, node: hostname() }))
  }
  const pulse = setInterval(() => void beat(), heartbeat)
  const line = (text: string): void => {
    queue.push(text)
    stock.hear(text)
  }
  try {
    const listening = ctr.listen({ signal, line, room: queue.room })
    await stock.takeAll()
    return await listening
  } finally {
    clearInterval(pulse)
  }
}

/** What happened since, containerd does not remember. */
const gapRecord = (from: number, reason: string): string =>
  JSON.stringify({
    tallyman: 'containerd-gap',
    from: new Date(from).toISOString(),
    time: new Date().toISOString(),
    node: hostname(),
    reason,
  })
