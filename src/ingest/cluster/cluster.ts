/** A Kubernetes cluster as an input: what exists, and every change of it with what differs, as lines of our own making. */
import type { Block } from '../block.ts'
import { createLineQueue, type LineQueue } from '../input/line-queue.ts'
import { InputError } from '../input/errors.ts'
import { clusterError, createClusterClient, type ClusterClient } from './client.ts'
import { createFates } from './fates.ts'
import { findAccess, type AccessOptions } from './find-access.ts'
import { createGaps } from './gaps.ts'
import { createInventory } from './inventory.ts'
import { createKeeper } from './keeper.ts'
import { reflect } from './reflector.ts'
import { RESOURCES } from './resource.ts'
import { createTroubles } from './troubles.ts'

export interface ClusterOptions extends AccessOptions {
  readonly signal: AbortSignal
  /** Told in words what a person at a terminal should know: the cluster cannot be reached, is back, something may not be read. */
  readonly notice?: (words: string) => void
  /** The first pause before trying again, in milliseconds; it doubles up to ten seconds. */
  readonly pause?: number
  /** Milliseconds between two records that say that the API server answers, though nothing happens. */
  readonly heartbeat?: number
}

const FIRST_PAUSE = 250
const HEARTBEAT = 10_000

/**
 * Begins with all that exists. Ends when `signal` says so. Throws InputError where the cluster cannot be reached at the
 * beginning, does not know us, or lets us read nothing; later troubles pass, and what was missed meanwhile is said to be.
 */
export async function* clusterBlocks(options: ClusterOptions): AsyncGenerator<Block> {
  const access = findAccess(options)
  const name = `kubernetes:${access.cluster}`
  const client = createClusterClient(access)
  const queue = createLineQueue(name)
  const own = new AbortController()
  const signal = AbortSignal.any([options.signal, own.signal])
  const watching = reach(client, name, signal)
    .then(() => watchAll(access.cluster, client, queue, signal, options))
    .then(
      () => undefined,
      (cause: unknown) => clusterError(access.cluster, cause),
    )
    .finally(queue.end)
  try {
    yield* queue.blocks()
    const failed = await watching
    if (failed && !options.signal.aborted) throw failed
  } finally {
    own.abort()
    client.close()
  }
}

/** Every account may ask for the version, on most clusters: what it answers tells whether it is a cluster and knows us. */
async function reach(client: ClusterClient, name: string, signal: AbortSignal): Promise<void> {
  const answer = await client.get('/version', signal)
  if (answer?.status === 401)
    throw new InputError(name, 'does not know us (401); the token or certificate has expired, or is of another cluster')
  if (!isAnswer(answer))
    throw new InputError(
      name,
      `answers ${answer?.status ?? 'too much'} to GET /version; is it a Kubernetes API server?`,
    )
}

/** Rejects with InputError where nothing may be read. */
async function watchAll(
  cluster: string,
  client: ClusterClient,
  queue: LineQueue,
  signal: AbortSignal,
  options: ClusterOptions,
): Promise<void> {
  const { notice = () => {}, pause = FIRST_PAUSE, heartbeat = HEARTBEAT } = options
  const troubles = createTroubles(notice)
  const gaps = createGaps(cluster, queue.push)
  const shelfOf = createInventory()
  const began = Date.now()
  const useless = new AbortController()
  const fates = createFates({ kinds: RESOURCES.length, notice, useless: () => useless.abort() })
  const until = AbortSignal.any([signal, useless.signal])
  const pulse = setInterval(() => void beat(cluster, client, queue, until), heartbeat)
  await Promise.all(
    RESOURCES.map((resource) => {
      const keeper = createKeeper({ cluster, resource, shelf: shelfOf(), push: queue.push })
      return reflect({ resource, client, queue, keeper, troubles, gaps, fates, began, pause }, until)
    }),
  ).finally(() => clearInterval(pulse))
  gaps.end()
  if (useless.signal.aborted && !signal.aborted)
    throw new InputError(
      `kubernetes:${cluster}`,
      'may not list and watch anything; give this account the ClusterRole of docs/guides/kubernetes.md',
    )
}

/** Of a quiet cluster nothing comes for long: that it is heard is said by itself. What broke off meanwhile is told as a gap. */
async function beat(cluster: string, client: ClusterClient, queue: LineQueue, signal: AbortSignal): Promise<void> {
  const time = new Date().toISOString()
  const answer = await client.get('/version', signal).catch(() => undefined)
  if (isAnswer(answer)) queue.push(JSON.stringify({ tallyman: 'kubernetes-heartbeat', time, cluster }))
}

/** Who may not ask for the version hears of it, too. */
const isAnswer = (answer: { readonly status: number } | undefined): boolean =>
  answer?.status === 200 || answer?.status === 403
