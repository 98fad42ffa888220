/** `npm run bench:receiver`: audit events at a steady rate into the whole program over TLS, killed at the end, and counted one by one. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, readdirSync, writeFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { journalBlocks } from '../src/runtime/journal.ts'
import { createAuthority } from '../test/certificates.ts'
import { post } from '../test/delivery.ts'
import { makeLane } from './lanes/lanes.ts'
import { temporaryFolder } from './temporary.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '60' },
    batch: { type: 'string', default: '400' },
    connections: { type: 'string', default: '8' },
  },
})
const [rate, seconds, batch, connections] = [+values.rate, +values.seconds, +values.batch, +values.connections]
const TOKEN = 'a-token-of-an-api-server'

/** An event of the lane without its audit id, which is another one each time. */
interface Template {
  readonly before: string
  readonly after: string
  readonly stage: string
}
const templates = makeLane('k8s', 5_000)
  .toString()
  .trimEnd()
  .split('\n')
  .map((line): Template => {
    const [before = '', after = ''] = line.split(/"auditID":"[^"]*"/)
    return { before, after, stage: /"stage":"(\w+)"/.exec(after)?.[1] ?? '' }
  })
const templateOf = (event: number): Template => templates[event % templates.length] as Template

function listOf(first: number, count: number): string {
  const items = Array.from({ length: count }, (_, at) => {
    const { before, after } = templateOf(first + at)
    return `${before}"auditID":"load-${first + at}"${after}`
  })
  return `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${items.join(',')}]}\n`
}

// --- the receiver: the command line, as people run it -----------------------------------------------

const authority = createAuthority()
const server = authority.issue('localhost')
const [home, journal] = [temporaryFolder('receiver'), join(temporaryFolder('journal'), 'journal')]
writeFileSync(join(home, 'token'), TOKEN)
writeFileSync(
  join(home, 'receivers.yaml'),
  `listen: ['https://127.0.0.1:0']
tls: {certificate: ${server.certificate}, key: ${server.key}}
senders: [{name: cluster, token_file: token, delivers: [kubernetes-audit]}]
`,
)
const flags = ['--conditions=tallyman-unbuilt', '--disable-warning=ExperimentalWarning']
const words = ['watch', '--receive', join(home, 'receivers.yaml'), '--journal', journal, '--format', 'ndjson']
const child = spawn(process.execPath, [...flags, 'src/cli/main.ts', ...words], { stdio: ['ignore', 'ignore', 'pipe'] })
process.once('exit', () => child.kill('SIGKILL'))
const url = await new Promise<string>((resolve) => {
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
    const heard = /^listening on (https:\S+)$/.exec(line)?.[1]
    if (heard === undefined) console.log(`receiver: ${line}`)
    else resolve(heard)
  })
})

/** CPU seconds of the process, and its resident memory in mebibytes. */
function usage(pid: number): { readonly cpu: number; readonly memory: number } {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, memory: Number(fields[21]) / 256 }
}

// --- the sender ------------------------------------------------------------------------------------

const total = rate * seconds
const agent = new https.Agent({ keepAlive: true, maxSockets: connections, ca: authority.cert })
const waits: number[] = []
let [next, acknowledged, again, behind, memory] = [0, 0, 0, 0, 0]
const before = usage(child.pid ?? 0)
const [ownBefore, began] = [process.cpuUsage(), performance.now()]

async function lane(): Promise<void> {
  while (next < total) {
    const first = next
    const count = Math.min(batch, total - first)
    next += count
    const due = began + (first / rate) * 1_000
    await pause(Math.max(0, due - performance.now()))
    const body = listOf(first, count)
    for (;;) {
      const status = await post({ url: `${url}/audit`, body, token: TOKEN, agent }).then(
        (answer) => answer.status,
        (error: unknown) => String(error),
      )
      if (status === 200) break
      again += 1
      if (again < 10) console.log(`sent again after ${status}`)
      await pause(1_000)
    }
    acknowledged += count
    waits.push(performance.now() - Math.max(due, began))
    behind = Math.max(behind, performance.now() - due)
  }
}
const watching = setInterval(() => {
  const now = usage(child.pid ?? 0)
  memory = Math.max(memory, now.memory)
  const elapsed = (performance.now() - began) / 1_000
  if (Math.round(elapsed) % 30 === 0)
    console.log(
      `${elapsed.toFixed(0)} s: ${acknowledged} acknowledged (${(acknowledged / elapsed).toFixed(0)} a second), receiver ${now.memory.toFixed(0)} MiB`,
    )
}, 1_000)
await Promise.all(Array.from({ length: connections }, lane))
const elapsed = (performance.now() - began) / 1_000
clearInterval(watching)
const after = usage(child.pid ?? 0)
const own = process.cpuUsage(ownBefore)

// --- the end: nothing is given time to be written ---------------------------------------------------

child.kill('SIGKILL')
await once(child, 'exit')
agent.destroy()

const found = new Uint8Array(total)
let [twice, misread] = [0, 0]
const faults: string[] = []
for await (const { bytes } of journalBlocks(journal, (_, reason) => faults.push(reason)))
  for (const [, id, stage] of Buffer.from(bytes)
    .toString('latin1')
    .matchAll(/"auditID":"load-(\d+)".{0,40}?"stage":"(\w+)"/g)) {
    const event = Number(id)
    if (templateOf(event).stage !== stage) misread += 1
    else if (found[event] === 1) twice += 1
    else found[event] = 1
  }
const there = found.reduce((sum, one) => sum + one, 0)
const disk = readdirSync(journal).reduce((sum, name) => sum + statSync(join(journal, name)).size, 0)
const share = (part: number): string =>
  waits.toSorted((a, b) => a - b)[Math.floor((waits.length - 1) * part)]?.toFixed(0) ?? '-'

console.log(`
${total} events in ${elapsed.toFixed(1)} s: ${(total / elapsed).toFixed(0)} a second, in lists of ${batch} over ${connections} connections
acknowledged ${acknowledged}, in the journal by audit id and stage ${there}: ${total - there} lost, ${twice} twice, ${misread} with another stage
lists sent again ${again}; answered after ${share(0.5)} ms (median), ${share(0.99)} ms (99 %), ${share(1)} ms (longest); the sender was ${behind.toFixed(0)} ms late at most
CPU a second of time: receiver ${((after.cpu - before.cpu) / elapsed).toFixed(2)} s, sender ${((own.user + own.system) / 1e6 / elapsed).toFixed(2)} s
receiver's memory ${memory.toFixed(0)} MiB at most; journal ${(disk / 2 ** 20).toFixed(0)} MiB${faults.map((fault) => `\njournal: ${fault}`).join('')}`)
if (there < total || misread > 0) process.exitCode = 1
