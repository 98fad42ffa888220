/** An engine in a worker, from the side of whoever measures it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Answer, Order } from './worker.ts'

/** A running worker with rules loaded; `stop` it when done. */
export class Session {
  readonly #child: ChildProcess
  readonly engine: string

  constructor(engine: string) {
    this.engine = engine
    const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))
    this.#child = fork(worker, { execArgv: ['--conditions=tallyman-unbuilt', '--max-semi-space-size=16'] })
  }

  async ask(order: Order): Promise<Answer> {
    this.#child.send(order)
    const stopped = new AbortController()
    const { signal } = stopped
    const death = once(this.#child, 'exit', { signal }).then(([code]) => {
      throw new Error(`the worker of ${this.engine} ended with ${code}`)
    })
    const [given] = (await Promise.race([once(this.#child, 'message', { signal }), death])) as [Answer]
    death.catch(() => {})
    stopped.abort()
    return given
  }

  stop(): void {
    this.#child.kill()
  }
}
