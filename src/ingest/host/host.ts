/** This host as an input: what its processes and those of its containers do, by what is there to see it with. */
import { hostname } from 'node:os'
import type { Block } from '../block.ts'
import { createLineQueue } from '../input/line-queue.ts'
import { InputError } from '../input/errors.ts'
import { runBpftrace } from './bpftrace.ts'
import { createHeartbeat } from './heartbeat.ts'
import { createKernel } from './kernel.ts'
import { createPoll } from './poll.ts'
import { createProc, type Proc } from './proc.ts'
import { createTeller, type Teller } from './teller.ts'
import { createUsers } from './users.ts'

export interface HostOptions {
  readonly signal: AbortSignal
  /** Told in words which way was chosen, and what cannot be seen. */
  readonly notice?: (words: string) => void
  /** `bpftrace` sees every process, `proc` those that live long enough; without it, the first of them that works. */
  readonly way?: HostWay
  /** Milliseconds between two looks at `/proc`. */
  readonly interval?: number
  /** Milliseconds between two words of the sensor about itself. */
  readonly heartbeat?: number
  /** How bpftrace is called. */
  readonly bpftrace?: readonly string[]
}

export const HOST_WAYS = ['bpftrace', 'proc'] as const
export type HostWay = (typeof HOST_WAYS)[number]

const NAME = 'host'
const INTERVAL = 20
const HEARTBEAT = 10_000
const SETTLING = 100
/** Lines that nobody has read yet; further ones are counted, and lost. */
const WAITING = 100_000

/** What the collectors share. */
interface Sensing {
  readonly options: HostOptions
  readonly proc: Proc
  readonly push: (line: string) => void
  readonly dropped: () => number
}

/** Begins with what runs already. Ends when `signal` says so. Throws InputError where there is no `/proc` of Linux. */
export async function* hostBlocks(options: HostOptions): AsyncGenerator<Block> {
  const proc = createProc()
  if (!(proc.lastId() > 0)) throw new InputError(NAME, 'needs Linux, with /proc mounted')
  const queue = createLineQueue(NAME)
  let [waiting, dropped] = [0, 0]
  const push = (line: string): void => {
    if (waiting >= WAITING) return void dropped++
    waiting++
    queue.push(line)
  }
  const takeDropped = (): number => {
    const count = dropped
    dropped = 0
    return count
  }
  tellLimits(proc, options)
  const left = new AbortController()
  const signal = AbortSignal.any([options.signal, left.signal])
  const failure = sense({ options: { ...options, signal }, proc, push, dropped: takeDropped })
    .then(
      () => undefined,
      (cause: unknown) => cause,
    )
    .finally(queue.end)
  try {
    for await (const block of queue.blocks()) {
      waiting = 0
      yield block
    }
    const cause = await failure
    if (cause !== undefined) throw cause
  } finally {
    left.abort()
  }
}

/** What this process may not see, and what to do about it. */
function tellLimits(proc: Proc, { notice }: HostOptions): void {
  if (proc.namespaces(process.pid).pid !== INITIAL)
    notice?.('the host: only processes of our own PID namespace are seen; run it on the host, or with --pid=host')
  if (proc.host.mnt === undefined)
    notice?.(
      'the host: namespaces and files of processes cannot be read without CAP_SYS_PTRACE (run it as root): whoever enters a container without its engine is not told',
    )
}

/** The kernel's number of the PID namespace that it begins with, ever since it has numbers. */
const INITIAL = 0xeffffffc

async function sense(sensing: Sensing): Promise<void> {
  const { options } = sensing
  const why = options.way === 'proc' ? 'as it was asked for' : await senseByKernel(sensing)
  if (options.signal.aborted) return
  if (options.way === 'bpftrace') throw new InputError(NAME, why)
  await senseByPoll(sensing, why)
}

const tellerBy = (collector: string, { proc, push }: Sensing): Teller =>
  createTeller({
    scene: { node: hostname(), collector, host: proc.host, users: createUsers() },
    isAlive: (pid) => {
      const stat = proc.stat(pid)
      return stat !== undefined && !stat.zombie
    },
    push,
  })

/** Answers with the reason for its end. */
async function senseByKernel(sensing: Sensing): Promise<string> {
  const { options, proc, push, dropped } = sensing
  const teller = tellerBy('bpftrace', sensing)
  const kernel = createKernel(proc, teller)
  const heartbeat = createHeartbeat({ node: hostname(), collector: 'bpftrace' }, push)
  const timers: NodeJS.Timeout[] = []
  const begin = (): void => {
    options.notice?.('the host: processes are seen by bpftrace, none too short')
    heartbeat.begin()
    kernel.list()
    timers.push(
      setInterval(() => teller.settle(Date.now()), SETTLING),
      setInterval(() => {
        kernel.list()
        heartbeat.beat(kernel.loss(), dropped())
      }, options.heartbeat ?? HEARTBEAT),
    )
  }
  try {
    return await runBpftrace({
      signal: options.signal,
      ...(options.bpftrace && { command: options.bpftrace }),
      begun: begin,
      line: (text) => void kernel.line(text),
    })
  } finally {
    for (const timer of timers) clearInterval(timer)
  }
}

async function senseByPoll(sensing: Sensing, why: string): Promise<void> {
  const { options, proc, push, dropped } = sensing
  const { signal, interval = INTERVAL } = options
  options.notice?.(
    `the host: processes are seen by looking at /proc every ${interval} ms, those that live shorter perhaps not (${why})`,
  )
  const poll = createPoll(proc, tellerBy('proc', sensing))
  const heartbeat = createHeartbeat({ node: hostname(), collector: 'proc', interval, why }, push)
  heartbeat.begin()
  poll.begin()
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  // One timer, and no promise each time: this is most of what looking costs where nothing happens.
  const timer = setInterval(() => {
    poll.look()
    if (heartbeat.age() >= (options.heartbeat ?? HEARTBEAT)) heartbeat.beat(poll.loss(), dropped())
  }, interval)
  if (!signal.aborted) await stopped
  clearInterval(timer)
  heartbeat.beat(poll.loss(), dropped())
}
