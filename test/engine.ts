/** A real Docker engine for tests, where one answers; what they need of it is made here and taken away again. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import { createInterface } from 'node:readline'
import { parseEngineAddress } from '../src/ingest/engine/address.ts'

const IMAGE = 'busybox:1.35'

/** Why a test cannot run here, or `false`: what `skip` of node:test takes. */
export function withoutEngine(): string | false {
  try {
    docker('image', 'inspect', IMAGE)
    return false
  } catch {
    return `no Docker engine with the image ${IMAGE} answers (lab/docker-engine.sh up starts one)`
  }
}

export const docker = (...words: string[]): string =>
  execFileSync('docker', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()

export { IMAGE }

/** The command line at work: what it prints, object by object. */
export interface Watching {
  /** The first printed object that fits, now or later; rejects after `patience` milliseconds. */
  until(fits: (object: Printed) => boolean, patience: number): Promise<Printed>
  /** All that was printed until now. */
  readonly printed: readonly Printed[]
  stop(): Promise<number | null>
  /** With SIGKILL. */
  kill(): Promise<void>
}
export type Printed = { readonly kind: string; readonly [field: string]: unknown }

export async function startWatching(words: readonly string[]): Promise<Watching> {
  const child: ChildProcess = spawn('node', ['bin/tallyman.js', 'watch', '--format', 'ndjson', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed: Printed[] = []
  const waiting = new Set<() => void>()
  if (!child.stdout || !child.stderr) throw new Error('the command line has no output')
  createInterface({ input: child.stdout }).on('line', (line) => {
    printed.push(JSON.parse(line) as Printed)
    for (const wake of waiting) wake()
  })
  const said: string[] = []
  const stderr = createInterface({ input: child.stderr }).on('line', (line) => said.push(line))
  await once(stderr, 'line')
  return {
    until: (fits, patience) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = printed.find(fits)
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          resolve(found)
        }
        const timer = setTimeout(() => {
          waiting.delete(look)
          reject(
            new Error(
              `not printed within ${patience} ms; it said ${said.join(' / ')} and printed ${JSON.stringify(printed.map(({ kind }) => kind))}`,
            ),
          )
        }, patience)
        waiting.add(look)
        look()
      }),
    printed,
    async kill() {
      // The command line starts its own Node, which is not told of what cannot be caught.
      const [pid] = execFileSync('pgrep', ['--parent', String(child.pid)], { encoding: 'utf8' }).split('\n')
      process.kill(Number(pid ?? child.pid), 'SIGKILL')
      await once(child, 'exit')
    },
    async stop() {
      child.kill('SIGTERM')
      const [code] = (await once(child, 'exit')) as [number | null]
      return code
    },
  }
}

/** A call on the engine's API, as other people make them: the collector itself only ever reads. */
export const call = (method: string, path: string, body?: object): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const headers = { host: 'docker', ...(body && { 'content-type': 'application/json' }) }
    const { connection } = parseEngineAddress(undefined)
    const sent = request({ ...connection, method, path, headers }, async (answer) => {
      let text = ''
      for await (const chunk of answer.setEncoding('utf8')) text += String(chunk)
      resolve({ status: answer.statusCode ?? 0, text })
    })
    sent.on('error', reject).end(body && JSON.stringify(body))
  })
