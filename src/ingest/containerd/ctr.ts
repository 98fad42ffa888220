/** Asks containerd through its own tool, `ctr`: its API speaks gRPC, and the tool is there wherever containerd is. Only ever reads. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createLineCutter } from '../input/lines.ts'

export interface Ctr {
  /** What it prints. Rejects with an Error that says in a few words why there is nothing. */
  ask(...words: readonly string[]): Promise<string>
  /** `ctr events`: one line an event, until it ends or `signal` says so. Answers with the reason. The next lines are read when there is room. */
  listen(options: Listening): Promise<string>
}

interface Listening {
  readonly signal: AbortSignal
  readonly line: (text: string) => void
  readonly room: () => Promise<void>
}

/** Milliseconds; bytes of one answer; letters of what it complains of. */
const [PATIENCE, LARGEST, SHOWN] = [10_000, 64 * 1024 * 1024, 200]

/** `command`: how it is called, with words that stand before its own. */
export function createCtr(command: readonly string[], address: string): Ctr {
  const [program = 'ctr', ...before] = command
  const called = (words: readonly string[]): string[] => [
    ...before,
    '--address',
    address,
    '--connect-timeout',
    '5s',
    ...words,
  ]
  return {
    ask: (...words) =>
      new Promise((resolve, reject) => {
        execFile(program, called(words), { timeout: PATIENCE, maxBuffer: LARGEST }, (error, stdout, stderr) => {
          if (error) reject(new Error(reasonOf(error, stderr), { cause: error }))
          else resolve(stdout)
        })
      }),
    async listen({ signal, line, room }) {
      const child = spawn(program, called(['events']), { stdio: ['ignore', 'pipe', 'pipe'] })
      const stop = (): void => void child.kill()
      signal.addEventListener('abort', stop, { once: true })
      let problem = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => (problem = `${problem}${text}`.slice(-SHOWN)))
      const closed = once(child, 'close').then(
        () => reasonOf(undefined, problem),
        (cause: unknown) => reasonOf(cause, problem),
      )
      const cutter = createLineCutter('containerd')
      for await (const chunk of child.stdout) {
        const lines = Buffer.from(cutter.push(chunk as Buffer)?.bytes ?? []).toString('utf8')
        for (const text of lines.split('\n')) if (text.trim() !== '') line(text)
        await room()
      }
      const why = await closed
      signal.removeEventListener('abort', stop)
      return why
    },
  }
}

function reasonOf(cause: unknown, stderr: string): string {
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'ctr is not installed'
  const said = stderr
    .split('\n')
    .map((each) => each.replace(/^ctr: /, '').trim())
    .findLast((each) => each !== '')
  return said?.slice(0, SHOWN) ?? 'ctr ended'
}
