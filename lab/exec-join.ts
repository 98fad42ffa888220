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

/** Which way somebody went in. `containerd`: past the engine, as `ctr` does. `attach`, `debug`: through the API server, and no exec. */
type Way = 'api' | 'engine' | 'host' | 'containerd' | 'attach' | 'debug'

/** One way in, and what is true of it. */
export interface Deed {
  readonly deed: string
  readonly way: Way
  /** As attribution is to name them; missing where nobody had logged in. */
  readonly principal?: string
  readonly command: string
  readonly container: string
  /** The number of its shell inside the container: what ties it to its process. */
  readonly pid_inside: number
  /** RFC 3339. Nobody does two things at once. */
  readonly start: string
  readonly end: string
}

export interface Played {
  readonly deeds: readonly Deed[]
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

/** `only`: the scenes of that name; all without it. */
export async function playExecJoin(say: (line: string) => void, only?: ReadonlySet<string>): Promise<Played> {
  const tell = (person: string, { command, exitCode }: { command: string; exitCode: number }): void =>
    say(`  ${person}: ${command} (${exitCode})`)
  const kubectl = setting('LAB_KUBECTL')
  const admin = createPerson('admin', kubectl, tell)
  const people = { admin, alice: createPerson('alice', kubectl, tell), ci: createPerson('ci', kubectl, tell) }
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
  const deeds = await goIn(people, say, only)
  // That nothing more came is known once the log of the API server goes on.
  for (let second = 0; second < QUIET; second += 1) {
    await admin.run(argv`kubectl -n shop get pods -o name`)
    await pause(1)
  }
  stop.abort()
  const audit = readFileSync(auditLog).subarray(auditStart).toString('utf8')
  return {
    deeds,
    records: new Map([
      ['kubernetes-audit.jsonl', audit.slice(0, audit.lastIndexOf('\n') + 1)],
      ['docker-engine.jsonl', await engine],
      ['host-process.jsonl', ofScene(await host, new Set(deeds.map(({ container }) => container)))],
    ]),
  }
}

type Act = (deed: string, what: string) => Promise<Deed>

/** Alone, together with other commands, together with the same, and all at once. */
async function goIn(
  { admin, alice, ci }: { readonly [name in 'admin' | 'alice' | 'ci']: Person },
  say: (line: string) => void,
  only: ReadonlySet<string> | undefined,
): Promise<Deed[]> {
  const web = containerOf('web')
  const pod = asked('inspect', '--format', '{{index .Config.Labels "io.kubernetes.pod.name"}}', web)
  const first = asked('inspect', '--format', '{{.State.Pid}}', web)
  const by =
    (way: Way, principal: string | undefined, run: (command: string[]) => Promise<string>, name = 'web'): Act =>
    async (deed, what) => {
      const start = new Date().toISOString()
      const shell = ['sh', '-c', `echo pid $$; ${what}; sleep 1`]
      const output = await run(shell)
      const end = new Date().toISOString()
      const pid = /pid (\d+)/.exec(output)?.[1]
      if (pid === undefined) throw new Error(`${deed}: ${output}`)
      const who = principal === undefined ? {} : { principal }
      const container = containerOf(name)
      return { deed, way, ...who, command: shell.join(' '), container, pid_inside: Number(pid), start, end }
    }
  const api = (who: Person, ...words: string[]): Act =>
    by('api', who.name, async (command) => (await who.run([...words, ...command])).output)
  const onNode = (way: Way, login: number | undefined, ...words: string[]): Act =>
    by(way, login === undefined ? undefined : `${login}@${NODE}`, (command) => onHost([...words, ...command], login))
  const spdy = (who: Person): Act => api(who, ...argv`kubectl -n shop exec ${pod} -c web --`)
  const exec = (login?: number): Act => onNode('engine', login, 'docker', 'exec', web.slice(0, 12))
  const enter = (login?: number): Act => onNode('host', login, 'nsenter', '-t', first, '-a')
  const socket = `${setting('LAB_DOCKER_DIR')}/exec/containerd/containerd.sock`
  const task = argv`ctr -a ${socket} -n moby tasks exec --exec-id ctr-1 --fifo-dir ${tmpdir()} ${web}`
  const attach = by(
    'attach',
    'alice',
    async (command) => {
      // What is typed, and then nothing for a while: an attach whose input ends shows no more.
      const typed = argv`sh -c ${'(echo "$0"; sleep 4) | timeout 6 "$@"'} ${quoted(command)}`
      return (await alice.run([...typed, ...argv`${setting('LAB_KUBECTL')} -n shop attach ${pod} -c desk -i`])).output
    },
    'desk',
  )
  const debug = by(
    'debug',
    'alice',
    async (command) => {
      // The kubelet takes two dollars for one.
      const kept = command.map((word) => word.split('$$').join('$$$$'))
      const options = argv`--image=busybox:1.35 --target=web --container=probe`
      await alice.run(argv`kubectl -n shop debug ${pod} ${options} -- ${kept}`)
      await pause(5)
      return (await admin.run(argv`kubectl -n shop logs ${pod} -c probe`)).output
    },
    'probe',
  )

  const deeds: Deed[] = []
  const scene = async (name: string, ...acts: readonly (readonly [Act, what: string])[]): Promise<void> => {
    if (only?.has(name) === false) return
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
  await scene('containerd, past the engine', [onNode('containerd', ANA, ...task), 'id'])
  await scene('attach', [attach, 'id'])
  await scene('debug', [debug, 'id'])
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

const asked = (...words: string[]): string => execFileSync('docker', words, { encoding: 'utf8' }).trim()

/** The newest of that name: a kubelet keeps the last one for a while. */
const containerOf = (name: string): string =>
  asked(...argv`ps --all --no-trunc -q --filter label=io.kubernetes.container.name=${name}`).split('\n')[0] ?? ''

const quoted = (command: readonly string[]): string => command.map((word) => `'${word}'`).join(' ')

/** Runs it from a shell of the host that descends from nothing of ours, and in which somebody may have logged in. */
async function onHost(command: readonly string[], login: number | undefined): Promise<string> {
  const output = `${mkdtempSync(`${tmpdir()}/exec-join-`)}/output`
  const script = [
    ...(login === undefined ? [] : [`echo ${login} > /proc/self/loginuid`]),
    `${quoted(command)} < /dev/null > ${output}.part 2>&1`,
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
  throw new Error(`did not end: ${quoted(command)}`)
}

async function collect(blocks: AsyncIterable<Block>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const { bytes } of blocks) parts.push(bytes)
  return Buffer.concat(parts).toString('utf8')
}

/**
 * Of a host on which others work too: what happened in the containers, the clients of those who went in, and the sensor's own word. What
 * stands above a shell of the host is the lab's.
 */
export function ofScene(text: string, containers: ReadonlySet<string>): string {
  const isOurs = ({ kind, container, process }: Told): boolean => {
    if (kind === 'heartbeat') return true
    if (container !== undefined) return containers.has(container.id)
    const [program = '', ...words] = process?.args ?? []
    return /^(docker|ctr)$/.test(program) && words.includes('exec') && words.some((word) => isNameOf(word, containers))
  }
  const lines = text.split('\n').flatMap((line) => {
    if (line === '') return []
    const record = JSON.parse(line) as Told
    if (!isOurs(record)) return []
    const { ancestors, opened } = record
    const told = {
      ...record,
      ...(ancestors && { ancestors: belowLab(ancestors) }),
      ...(opened?.from && { opened: { ...opened, from: belowLab(opened.from) } }),
    }
    return `${JSON.stringify(told)}\n`
  })
  return lines.join('')
}

interface Program {
  readonly args?: readonly string[]
}
interface Told {
  readonly kind: string
  readonly container?: { readonly id: string }
  readonly process?: Program
  readonly ancestors?: readonly Program[]
  readonly opened?: { readonly from?: readonly Program[] }
}

function belowLab(programs: readonly Program[]): readonly Program[] {
  const from = programs.findIndex(({ args }) => args?.[0] === 'setsid')
  return from === -1 ? programs : programs.slice(0, from)
}

const isNameOf = (word: string, containers: ReadonlySet<string>): boolean =>
  word.length >= 12 && [...containers].some((id) => id.startsWith(word))
