/**
 * Stops every sensor of the lab in turn, and says how long it took until somebody was told, and what the doctor says of it:
 *   eval "$(./lab/docker-engine.sh up)"; eval "$(./lab/kubernetes-up.sh WORKDIR)"     the second is not needed
 *   node --conditions=tallyman-unbuilt lab/stop-sensors.ts
 * Everything is as it comes: a minute is what is promised.
 */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'

const { LAB_DOCKERD_PID: engine, LAB_AUDIT_LOG: auditLog, LAB_KUBECTL: kubectl = 'kubectl' } = process.env
if (engine === undefined) throw new Error('LAB_DOCKERD_PID is not set: first run  eval "$(lab/docker-engine.sh up)"')

const PROMISED = 60_000
/** Until it is known how they usually speak; and in which they say what they missed. */
const [LEARN, RECOVER] = [90_000, 40_000]

const journal = mkdtempSync(join(tmpdir(), 'tallyman-sensors-'))
const inputs = [...(auditLog === undefined ? [] : [auditLog]), '--docker', '--host']
// As the node that the engine calls itself.
const words = ['--uts', '--target', engine, process.execPath, 'bin/tallyman.js']
const watching = spawn('nsenter', [...words, 'watch', '--format', 'ndjson', '--journal', journal, ...inputs], {
  stdio: ['ignore', 'pipe', 'inherit'],
})

interface Sight {
  readonly kind: string
  readonly finding: string
  readonly sensor: string
  readonly since: string
  readonly until?: string
  readonly blind: readonly string[]
}
const sights: Sight[] = []
createInterface({ input: watching.stdout }).on('line', (line) => {
  const object = JSON.parse(line) as Sight
  if (object.kind === 'sight') sights.push(object)
})

/** A little to do, on all of them. */
const work = setInterval(() => {
  spawn('docker', ['run', '--rm', 'busybox:1.35', 'true'], { stdio: 'ignore' })
  if (auditLog !== undefined) spawn(kubectl, ['get', 'pods', '--all-namespaces'], { stdio: 'ignore' })
}, 5_000)

async function until(fits: (sight: Sight) => boolean, patience: number): Promise<Sight | undefined> {
  for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
    const found = sights.find(fits)
    if (found) return found
  }
  return undefined
}

/** What the doctor says of it by what was kept until now. */
function holeOf(sensor: string, since: string): object | undefined {
  const { stdout } = spawnSync(process.execPath, ['bin/tallyman.js', 'doctor', journal, '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { holes } = JSON.parse(stdout) as { holes: { source: string; from: string; to?: string; blind: string[] }[] }
  const hole = holes.find(({ source, from }) => source === sensor && from === since)
  return hole && { from: hole.from, to: hole.to, blind: hole.blind.length }
}

async function stop(sensor: string, pid: number): Promise<boolean> {
  const begun = Date.now()
  const isOf = (sight: Sight, finding: string): boolean =>
    sight.sensor === sensor && sight.finding === finding && Date.parse(sight.since) > begun - 30_000
  process.kill(pid, 'SIGSTOP')
  let silent: Sight | undefined
  let took: number
  let doctor: object | undefined
  try {
    silent = await until((sight) => isOf(sight, 'sensor silent'), 3 * PROMISED)
    took = Date.now() - begun
    doctor = silent && holeOf(sensor, silent.since)
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  const again = silent && (await until((sight) => isOf(sight, 'sensor heard again'), PROMISED))
  const isKept = silent !== undefined && took <= PROMISED && doctor !== undefined
  process.stdout.write(
    `${JSON.stringify({ sensor, told_after_ms: silent && took, since: silent?.since, blind: silent?.blind, doctor, heard_again: again?.until, isKept }, undefined, 2)}\n`,
  )
  await pause(RECOVER)
  return isKept
}

const pidOf = (file: string): number => Number(readFileSync(file, 'utf8').split(/\s/)[0])
try {
  await pause(LEARN)
  const kept = [await stop('docker-engine', Number(engine))]
  if (auditLog !== undefined)
    kept.push(await stop('kubernetes-audit', pidOf(join(dirname(auditLog), 'kube-apiserver.pid'))))
  const bpftrace = spawnSync('pgrep', ['--parent', String(watching.pid), 'bpftrace'], {
    encoding: 'utf8',
  }).stdout.trim()
  if (bpftrace !== '') kept.push(await stop('host-process', Number(bpftrace)))
  process.exitCode = kept.every(Boolean) ? 0 : 1
} finally {
  clearInterval(work)
  watching.kill('SIGTERM')
  await pause(2_000)
  rmSync(journal, { recursive: true })
}
