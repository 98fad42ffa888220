/** The fastest other engine, rsigma: its command, and its library called by the program in `rsigma-library`. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Measured } from '../measured.ts'

/** Where the command `rsigma` is, or the program `rsigma-library`; nothing where it is not on the PATH. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

/** Measures the library: parsing and evaluation alone, as our engines are measured. */
export function runLibrary(
  program: string,
  rules: string,
  events: string,
  seconds: number,
): Measured & { load: number } {
  const told = execFileSync(program, [rules, events, String(seconds)], { encoding: 'utf8' })
  return { rss: 0, ...(JSON.parse(told) as { load: number; seconds: number; found: number }) }
}

const flags = ['--logsource-routing', '--input-format', 'json', '--no-stats']

/** Measures the command: its whole CPU time, loading and writing of matches included, and its peak of memory. */
export async function runCommand(
  binary: string,
  rules: string,
  events: string,
  more: string[] = [],
): Promise<Measured> {
  // Bash tells the CPU time of its child; Node does not.
  const command = 'TIMEFORMAT="%U %S"; time "$0" "$@" 2>/dev/null'
  const child = spawn('bash', [
    '-c',
    command,
    binary,
    'engine',
    'eval',
    '-r',
    rules,
    '-e',
    `@${events}`,
    ...flags,
    ...more,
  ])
  let found = 0
  let times = ''
  let rss = 0
  child.stdout.on('data', (chunk: Buffer) => {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) found++
  })
  child.stderr.on('data', (chunk: Buffer) => (times += chunk.toString()))
  const watch = setInterval(() => (rss = Math.max(rss, peakOfChild(child.pid))), 20)
  const [code] = await new Promise<[number]>((resolve) => child.on('close', (exit: number) => resolve([exit])))
  clearInterval(watch)
  if (code !== 0) throw new Error(`rsigma failed: ${times}`)
  const [user = 0, system = 0] = times.trim().split(' ').map(Number)
  return { seconds: user + system, found, rss }
}

/** The pairs `line rule` that it finds, the line taken from the record's own id. */
export async function matchWithCommand(binary: string, rules: string, events: string): Promise<Set<string>> {
  const child = spawn(binary, ['engine', 'eval', '-r', rules, '-e', `@${events}`, '--include-event', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let text = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) text += chunk as string
  return new Set(
    text
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { rule_id, event } = JSON.parse(line) as {
          rule_id: string
          event: { EventId?: string; auditID?: string }
        }
        return `${(event.EventId ?? event.auditID ?? '').split('-')[1]} ${rule_id}`
      }),
  )
}

/** The peak of memory of the program that bash runs, in bytes. */
function peakOfChild(bash: number | undefined): number {
  try {
    const [pid] = readFileSync(`/proc/${bash}/task/${bash}/children`, 'utf8').split(' ')
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
