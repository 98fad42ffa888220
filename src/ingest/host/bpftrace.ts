/** Runs `process.bt` under bpftrace, where that is installed and the kernel lets us. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface BpftraceOptions {
  readonly signal: AbortSignal
  /** How it is called; further words are what stands before the program's file. */
  readonly command?: readonly string[]
  /** All is attached. */
  readonly begun: () => void
  /** Each line from then on. */
  readonly line: (text: string) => void
}

/** Milliseconds to compile and to attach. */
const PATIENCE = 30_000
/** The piece of an argument that one line takes, in bytes; the program counts on it. Newer versions call it otherwise. */
const ENVIRONMENT = { BPFTRACE_STRLEN: '200', BPFTRACE_MAX_STRLEN: '200', BPFTRACE_PERF_RB_PAGES: '512' }

/** Ends when it ends, with the reason why it did or why it never began; and when `signal` says so, with nothing. */
export async function runBpftrace({ signal, command = ['bpftrace'], begun, line }: BpftraceOptions): Promise<string> {
  const [name = 'bpftrace', ...words] = command
  const program = fileURLToPath(new URL('./process.bt', import.meta.url))
  const child = spawn(name, [...words, '-q', '-B', 'line', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...ENVIRONMENT },
  })
  let [isAttached, problem] = [false, '']
  const stop = (): void => void child.kill()
  signal.addEventListener('abort', stop, { once: true })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (problem = `${problem}${text}`.slice(-MOST)))
  createInterface({ input: child.stdout }).on('line', (text) => {
    // It ticks once a second, from when all is attached.
    if (!isAttached && text === TICKED) {
      isAttached = true
      begun()
    } else if (isAttached && text !== TICKED && !signal.aborted) line(text)
  })
  const ended = once(child, 'close').then(
    () => (isAttached ? 'bpftrace ended' : 'bpftrace could not begin'),
    (cause: unknown) =>
      isMissing(cause) ? 'bpftrace is not installed' : `bpftrace could not be run (${String(cause)})`,
  )
  const patience = new AbortController()
  void pause(PATIENCE, undefined, { signal: patience.signal }).then(
    () => isAttached || stop(),
    () => {},
  )
  const end = await ended
  patience.abort()
  signal.removeEventListener('abort', stop)
  const why = reasonIn(problem)
  return why === undefined ? end : `${end}: ${why}`
}

const TICKED = '{"kind":"tick"}'
const MOST = 4_096
const SHOWN = 200

/** The last line that says what is wrong; limits that could not be raised are no reason. */
function reasonIn(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => /error|fatal|denied|not permitted/i.test(line))
  const line = lines.findLast((each) => !each.includes('RLIMIT_MEMLOCK'))
  // It names the file of our program first, and the place in it.
  const reason = line
    ?.replace(/^.*?\bERROR: /, '')
    .trim()
    .slice(0, SHOWN)
  return reason?.startsWith('tracepoint not found')
    ? `${reason} (is tracefs there? mount -t tracefs tracefs /sys/kernel/tracing)`
    : reason
}

const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
