/**
 * People go into one pod by every way there is, one by one and within a second: exec through the API server, `docker exec` and `nsenter`
 * on the host. Records what the API server's log, the engine and the host's sensor say of it, and who it truly was.
 */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { Block } from '../src/ingest/block.ts'
import { engineBlocks } from '../src/ingest/engine/engine.ts'
import { hostBlocks } from '../src/ingest/host/host.ts'
import { argv, createPerson, pause, setting, type Person } from './people.ts'

/** One way in, and what is true of it. */
export interface Deed {
  readonly deed: string
  readonly way: 'api' | 'engine' | 'nsenter'
  /** As attribution is to name them; missing where nobody had logged in. */
  readonly principal?: string
  readonly command: string
  /** The number of its shell inside the container: what ties it to its process. */
  readonly pid_inside: number
}

export interface Played {
  readonly deeds: readonly Deed[]
  /** The container that they went into. */
  readonly container: string
  /** By the name of the file that they are kept in. */
  readonly records: ReadonlyMap<string, string>
}

/** Whoever has logged in on the host, by number: the kernel keeps it, whoever they become. */
const [ANA, BEN] = [1001, 1002]
const NODE = 'node1'
/** With the kernel's tracing mounted for it alone, where the machine has not mounted it. */
const BPFTRACE = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount -t tracefs x /sys/kernel/tracing; exec bpftrace "$@"',
  'bpftrace',
]
/** Seconds of quiet between two scenes. */
const QUIET = 9

export async function playExecJoin(say: (line: string) => void): Promise<Played> {
  const tell = (person: string, { command, exitCode }: { command: string; exitCode: number }): void =>
    say(`  ${person}: ${command} (${exitCode})`)
  const kubectl = setting('LAB_KUBECTL')
  const admin = createPerson('admin', kubectl, tell)
  const people = { alice: createPerson('alice', kubectl, tell), ci: createPerson('ci', kubectl, tell) }
  const estate = readFileSync(`${import.meta.dirname}/estate/exec-join.yaml`, 'utf8')
  await admin.run(argv`kubectl delete --ignore-not-found --wait namespace shop`)
  const stop = new AbortController()
  const auditLog = setting('LAB_AUDIT_LOG')
  const auditStart = statSync(auditLog).size
  const engine = collect(engineBlocks({ signal: stop.signal, heartbeat: 1_000 }))
  const host = collect(hostBlocks({ signal: stop.signal, heartbeat: 1_000, notice: say, bpftrace: BPFTRACE }))
  await admin.run(argv`kubectl apply -f -`, { input: estate })
  await admin.run(argv`kubectl -n shop rollout status deployment/web --timeout=90s`)
  await pause(QUIET)
  const deeds = await goIn(people, say)
  // That nothing more came is known once the log of the API server goes on.
  for (let second = 0; second < QUIET; second += 1) {
    await admin.run(argv`kubectl -n shop get pods -o name`)
    await pause(1)
  }
  stop.abort()
  const container = containerOf('web')
  const audit = readFileSync(auditLog).subarray(auditStart).toString('utf8')
  return {
    deeds,
    container,
    records: new Map([
      ['kubernetes-audit.jsonl', audit.slice(0, audit.lastIndexOf('\n') + 1)],
      ['docker-engine.jsonl', await engine],
      ['host-process.jsonl', ofScene(await host, container)],
    ]),
  }
}

type Act = (deed: string, what: string) => Promise<Deed>

/** Alone, together with other commands, together with the same, and all at once. */
async function goIn({ alice, ci }: { alice: Person; ci: Person }, say: (line: string) => void): Promise<Deed[]> {
  const container = containerOf('web')
  const asked = (...words: string[]): string => execFileSync('docker', words, { encoding: 'utf8' }).trim()
  const pod = asked('inspect', '--format', '{{index .Config.Labels "io.kubernetes.pod.name"}}', container)
  const first = asked('inspect', '--format', '{{.State.Pid}}', container)
  const shell = (what: string): string[] => ['sh', '-c', `echo pid $$; ${what}; sleep 1`]
  const by =
    (way: Deed['way'], principal: string | undefined, run: (command: string[]) => Promise<string>): Act =>
    async (deed, what) => {
      const output = await run(shell(what))
      const pid = /pid (\d+)/.exec(output)?.[1]
      if (pid === undefined) throw new Error(`${deed}: ${output}`)
      const command = shell(what).join(' ')
      return { deed, way, ...(principal !== undefined && { principal }), command, pid_inside: Number(pid) }
    }
  const api = (who: Person, ...words: string[]): Act =>
    by('api', who.name, async (command) => (await who.run([...words, ...command])).output)
  const onNode = (way: 'engine' | 'nsenter', login: number | undefined, ...words: string[]): Act =>
    by(way, login === undefined ? undefined : `${login}@${NODE}`, (command) => onHost([...words, ...command], login))
  const spdy = (who: Person): Act => api(who, ...argv`kubectl -n shop exec ${pod} -c web --`)
  const exec = (login?: number): Act => onNode('engine', login, 'docker', 'exec', container.slice(0, 12))
  const enter = (login?: number): Act => onNode('nsenter', login, 'nsenter', '-t', first, '-a')

  const deeds: Deed[] = []
  const scene = async (name: string, ...acts: readonly (readonly [Act, what: string])[]): Promise<void> => {
    say(name)
    const under = acts.map(async ([act, what], at) => {
      await pause(at * 0.3)
      return act(`${name}, ${at + 1}`, what)
    })
    deeds.push(...(await Promise.all(under)))
    await pause(QUIET)
  }
  await scene('alone', [spdy(alice), 'id'])
  await scene('by a WebSocket', [api(ci, ...argv`exec-websocket shop ${pod} web`), 'id'])
  await scene(
    'two within a second, each with a command of their own',
    [spdy(alice), 'id'],
    [spdy(ci), 'cat /etc/hosts'],
  )
  await scene('two within a second, with the same command', [spdy(alice), 'id'], [spdy(ci), 'id'])
  await scene('docker exec', [exec(ANA), 'id'])
  await scene('docker exec without a login', [exec(), 'id'])
  await scene('nsenter', [enter(BEN), 'id'])
  await scene('nsenter without a login', [enter(), 'id'])
  await scene(
    'all at once',
    [spdy(alice), 'id'],
    [spdy(ci), 'cat /etc/hosts'],
    [exec(ANA), 'ls /'],
    [enter(BEN), 'hostname'],
  )
  await scene('all at once, the same', [spdy(alice), 'id'], [spdy(ci), 'id'], [exec(ANA), 'id'], [enter(BEN), 'id'])
  return deeds
}

const containerOf = (name: string): string =>
  execFileSync('docker', argv`ps --no-trunc -q --filter label=io.kubernetes.container.name=${name}`, {
    encoding: 'utf8',
  }).trim()

/** Runs it from a shell of the host that descends from nothing of ours, and in which somebody may have logged in. */
async function onHost(command: readonly string[], login: number | undefined): Promise<string> {
  const output = `${mkdtempSync(`${tmpdir()}/exec-join-`)}/output`
  const quoted = command.map((word) => `'${word}'`).join(' ')
  const script = [
    ...(login === undefined ? [] : [`echo ${login} > /proc/self/loginuid`]),
    `${quoted} > ${output}.part 2>&1`,
    `mv ${output}.part ${output}`,
  ].join('\n')
  const child = spawn('setsid', ['--fork', 'bash', '-s'], { stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' })
  child.stdin.end(`${script}\n`)
  for (let tries = 0; tries < 200; tries += 1) {
    try {
      return readFileSync(output, 'utf8')
    } catch {
      await pause(0.1)
    }
  }
  throw new Error(`did not end: ${quoted}`)
}

async function collect(blocks: AsyncIterable<Block>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const { bytes } of blocks) parts.push(bytes)
  return Buffer.concat(parts).toString('utf8')
}

/** Of a host on which others work too: what happened in the container, the clients of those who went in, and the sensor's own word. */
function ofScene(text: string, container: string): string {
  const isOurs = (line: string): boolean => {
    const record = JSON.parse(line) as { kind: string; container?: { id: string }; process?: { args?: string[] } }
    const command = (record.process?.args ?? []).join(' ')
    return (
      record.kind === 'heartbeat' ||
      record.container?.id === container ||
      (command.startsWith('docker exec') && command.includes(container.slice(0, 12)))
    )
  }
  const lines = text.split('\n').filter((line) => line !== '' && isOurs(line))
  return lines.map((line) => `${line}\n`).join('')
}
