/** Connection tracking for real, in a network namespace of the test's own: as root, where the tools are installed. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, describe, it } from 'node:test'
import { conntrackBlocks, type ConntrackOptions } from './conntrack.ts'

const NAME = `conntrack-${process.pid}`
const run = (...words: string[]): string => {
  const [command = '', ...rest] = words
  return execFileSync(command, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
const inside = (...words: string[]): string => run('nsenter', `--net=/run/netns/${NAME}`, ...words)

function removeNamespace(): void {
  try {
    run('ip', 'netns', 'del', NAME)
  } catch {
    // It was never there.
  }
}

/** A namespace whose traffic to itself is tracked, or why there is none. */
function makeNamespace(): string | false {
  if (process.getuid?.() !== 0) return 'only root may make a network namespace'
  try {
    run('conntrack', '--version')
    run('ip', 'netns', 'add', NAME)
    inside('ip', 'link', 'set', 'lo', 'up')
    inside('iptables', '-A', 'INPUT', '-m', 'conntrack', '--ctstate', 'INVALID', '-j', 'DROP')
    return false
  } catch (cause) {
    removeNamespace()
    return `conntrack, ip and iptables do not all work here: ${String(cause).split('\n')[0]}`
  }
}
const skip = makeNamespace()

/** Lines until one fits. */
async function until(options: Omit<ConntrackOptions, 'signal'>, begun: () => void, fits: RegExp): Promise<string[]> {
  const abort = new AbortController()
  const lines: string[] = []
  const notice = (words: string): void => {
    if (words.endsWith('listens')) begun()
  }
  for await (const { bytes } of conntrackBlocks({ notice, ...options, signal: abort.signal })) {
    lines.push(...Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean))
    if (lines.some((line) => fits.test(line))) abort.abort()
  }
  return lines
}
const connect = (): string => inside('bash', '-c', 'exec 3<>/dev/tcp/127.0.0.1/9; true') // nobody listens there: it is refused

describe('connection tracking, for real', { skip, timeout: 30_000 }, () => {
  after(removeNamespace)

  it('tells a connection that begins, and that it was refused', async () => {
    const refuse = (): void => {
      try {
        connect()
      } catch {
        // Which is what is asked for.
      }
    }
    const lines = await until({ namespace: `/run/netns/${NAME}` }, refuse, /DESTROY/)
    assert.match(lines.join('\n'), /^\[\d+\.\d{6}\]\s+\[NEW\] tcp .*dport=9 \[UNREPLIED\]/m)
  })
  it('says where it cannot listen, and what to do about it', async () => {
    await assert.rejects(
      until({ namespace: '/run/netns/there-is-none' }, () => {}, /./),
      /conntrack:.*CAP_NET_ADMIN/,
    )
  })
})
