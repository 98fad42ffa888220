/** How the containers of a containerd are made: all at the beginning, and each that is made or changed, asked for once it is told of. */
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { isObject } from '../read.ts'
import type { Ctr } from './ctr.ts'

export interface Stock {
  /** Asks for what a line of `ctr events` names. */
  hear(line: string): void
  /** All containers of all namespaces. Never rejects: what cannot be asked for is said in a notice. */
  takeAll(): Promise<void>
}

export interface StockOptions {
  readonly ctr: Ctr
  readonly push: (line: string) => void
  readonly notice: (words: string) => void
  readonly signal: AbortSignal
}

/** `ctr events` does not say that it listens: milliseconds until it surely does, so that nothing is made between the list and the events. */
const SETTLING = 500
/** Asked for at once, and waiting to be; a node has some hundred containers. */
const [AT_ONCE, WAITING] = [4, 10_000]
/** A namespace, a topic that says that a specification is new, and what it holds. */
const MADE = / ([A-Za-z0-9._-]{1,76}) \/containers\/(?:create|update) (\{.*\})$/
/** What containerd takes for a name; it cannot be an option of a tool. */
const NAME = /^[A-Za-z0-9]+(?:[._-]+[A-Za-z0-9]+)*$/

export function createStock({ ctr, push, notice, signal }: StockOptions): Stock {
  const waiting = new Map<string, readonly [namespace: string, id: string]>()
  let asking = 0

  const ask = (namespace: string, id: string): void => {
    if (!NAME.test(namespace) || !NAME.test(id)) return
    if (waiting.size >= WAITING) return notice(`more than ${WAITING} containers wait to be inspected: ${id} is not`)
    waiting.set(`${namespace} ${id}`, [namespace, id])
    work()
  }
  const work = (): void => {
    for (const [key, [namespace, id]] of waiting) {
      if (asking === AT_ONCE || signal.aborted) return
      waiting.delete(key)
      asking++
      void inspect(namespace, id).finally(() => {
        asking--
        work()
      })
    }
  }
  const inspect = async (namespace: string, id: string): Promise<void> => {
    try {
      const object = JSON.parse(await ctr.ask('--namespace', namespace, 'containers', 'info', id)) as unknown
      const about = { tallyman: 'containerd-snapshot', time: new Date().toISOString(), namespace, node: hostname() }
      push(JSON.stringify({ ...about, object }))
    } catch (cause) {
      if (!signal.aborted) notice(`container ${id} in ${namespace} could not be inspected: ${(cause as Error).message}`)
    }
  }
  const listOf = async (...words: readonly string[]): Promise<string[]> =>
    (await ctr.ask(...words)).split('\n').filter((each) => each !== '')

  return {
    hear(line) {
      const [, namespace, text] = MADE.exec(line) ?? []
      if (namespace === undefined || text === undefined) return
      const id = idIn(text)
      if (id !== undefined) ask(namespace, id)
    },
    async takeAll() {
      await pause(SETTLING, undefined, { signal }).catch(() => {})
      try {
        for (const namespace of await listOf('namespaces', 'list', '-q'))
          for (const id of await listOf('--namespace', namespace, 'containers', 'list', '-q')) ask(namespace, id)
      } catch (cause) {
        if (!signal.aborted) notice(`the containers of containerd could not be listed: ${(cause as Error).message}`)
      }
    },
  }
}

function idIn(text: string): string | undefined {
  try {
    const event = JSON.parse(text) as unknown
    return isObject(event) && typeof event['id'] === 'string' ? event['id'] : undefined
  } catch {
    return undefined
  }
}
