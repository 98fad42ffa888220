/** A Docker engine as an input: its events as they come, and inspects of what they name, as lines like those of a recording. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Block } from '../block.ts'
import { InputError } from '../input/errors.ts'
import { parseEngineAddress } from './address.ts'
import { createEngineClient, engineError, type EngineClient } from './client.ts'
import { createLineQueue } from '../input/line-queue.ts'
import { createListener, type Listener } from './listener.ts'
import { createLogs } from './logs.ts'

export interface EngineOptions {
  /** `unix:///path` or `tcp://host:port`; without it DOCKER_HOST, or the usual socket. */
  readonly address?: string
  readonly signal: AbortSignal
  /** Told in words what a person at a terminal should know: the connection was lost, is back, something was missed. */
  readonly notice?: (words: string) => void
  /** The first pause before connecting again, in milliseconds; it doubles up to half a minute. */
  readonly pause?: number
  /** Milliseconds between two records that say that the engine answers, though nothing happens. */
  readonly heartbeat?: number
  /** Also what containers say on their outputs, from now on. */
  readonly logs?: boolean
}

const FIRST_PAUSE = 250
const LONGEST_PAUSE = 30_000

/**
 * Begins with a snapshot of all that exists. Ends when `signal` says so. Throws InputError where the engine cannot be reached at
 * the beginning; once it was reached, a lost connection is made again, and what was missed meanwhile is said to be.
 */
export async function* engineBlocks(options: EngineOptions): AsyncGenerator<Block> {
  const address = parseEngineAddress(options.address)
  const client = createEngineClient(address)
  const queue = createLineQueue(address.name)
  const { push, room } = queue
  const { signal, notice = () => {}, heartbeat } = options
  const logs = options.logs ? createLogs({ client, push, room, notice, signal }) : undefined
  const listening = listen(client, createListener({ client, push, notice, heartbeat, logs }), options)
    .then(
      () => undefined,
      (cause: unknown) => engineError(address.name, cause),
    )
    .finally(queue.end)
  try {
    yield* queue.blocks()
    const failed = await listening
    if (failed && !signal.aborted) throw failed
  } finally {
    client.close()
  }
}

/** Connects, listens, and connects again, until it is stopped. */
async function listen(client: EngineClient, listener: Listener, options: EngineOptions): Promise<void> {
  const { signal, notice } = options
  let wait = options.pause ?? FIRST_PAUSE
  let reached = false
  while (!signal.aborted) {
    try {
      await listener.listen(signal, () => {
        if (reached) notice?.('the engine answers again')
        reached = true
        wait = options.pause ?? FIRST_PAUSE
      })
      if (!signal.aborted) notice?.('the engine closed the connection; trying again')
    } catch (cause) {
      if (signal.aborted) return
      // At the beginning it is a mistake that a person can put right; later it is a restart, and passes.
      if (!reached || !(cause instanceof InputError)) throw cause
      // What to do about it is for the beginning, too.
      notice?.(`the engine: ${cause.wrong.split('; ')[0]}; trying again in ${wait / 1000} s`)
    }
    await pause(wait, undefined, { signal }).catch(() => {})
    wait = Math.min(wait * 2, LONGEST_PAUSE)
  }
}
