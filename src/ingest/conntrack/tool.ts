/** Listens to the kernel's connection tracking through the tool `conntrack`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createLineCutter } from '../input/lines.ts'

export interface ToolOptions {
  readonly signal: AbortSignal
  /** A file that stands for a network namespace. */
  readonly namespace?: string
  /** Bytes that the kernel holds while we are slow. */
  readonly buffer?: number
  /** It listens. */
  readonly begun: () => void
  /** One line an event. The next ones are read when what it answers with is done: the kernel waits as long as its buffer lasts. */
  readonly line: (text: string) => void
  readonly room: () => Promise<void>
  /** The kernel's buffer was full: between these times (epoch milliseconds) events were lost. */
  readonly lost: (from: number, to: number) => void
}

const BUFFER = 8 * 1024 * 1024
/** Losses within so many milliseconds are one. */
const APART = 1_000
const MOST = 4_096
const SHOWN = 200

/** Ends when the tool does, or when `signal` says so, with the reason. */
export async function runConntrack(options: ToolOptions): Promise<string> {
  const { signal, namespace, buffer = BUFFER, line, room } = options
  // In seconds since 1970 with six decimals; the clock of its XML has whole seconds and no zone.
  const tool = ['conntrack', '-E', '-o', 'timestamp,id', '-b', String(buffer)]
  const [command = '', ...words] = namespace === undefined ? tool : ['nsenter', `--net=${namespace}`, ...tool]
  const child = spawn(command, words, { stdio: ['ignore', 'pipe', 'pipe'] })
  const stop = (): void => void child.kill()
  signal.addEventListener('abort', stop, { once: true })

  let [isBegun, problem, heard, told] = [false, '', Date.now(), 0]
  const begin = (): void => {
    if (!isBegun) options.begun()
    isBegun = true
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problem = `${problem}${text}`.slice(-MOST)
    // What it says once its socket is open.
    if (text.includes('buffer size has been set')) begin()
    const now = Date.now()
    if (!text.includes('ENOBUFS') || now - told < APART) return
    told = now
    options.lost(heard, now)
  })
  const closed = once(child, 'close').then(
    () => 'conntrack ended',
    (cause: unknown) => `${command} could not be run (${cause instanceof Error ? cause.message : String(cause)})`,
  )
  const cutter = createLineCutter('conntrack')
  for await (const chunk of child.stdout) {
    begin()
    heard = Date.now()
    const lines = Buffer.from(cutter.push(chunk as Buffer)?.bytes ?? []).toString('utf8')
    for (const text of lines.split('\n')) if (text.trim() !== '') line(text)
    await room()
  }
  const end = await closed
  signal.removeEventListener('abort', stop)
  const said = problem.split('\n').find((each) => /not permitted|can't|denied|no such/i.test(each))
  return said === undefined ? end : `${end}: ${said.trim().slice(0, SHOWN)}`
}
