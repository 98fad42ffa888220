/** Plays a scenario in a lab that runs and writes what every source said, scrubbed, to recordings/NAME. */
import { closeSync, mkdirSync, openSync, readFileSync, readSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, hostname, release } from 'node:os'
import { resolve } from 'node:path'
import { benignDay } from './benign-day.ts'
import { startEngineRecorder } from './engine-recorder.ts'
import { createEstate } from './estate.ts'
import type { Estate } from './estate.ts'
import { parse, stringify } from 'yaml'
import { createGroundTruth } from './ground-truth.ts'
import type { GroundTruth } from './ground-truth.ts'
import { identityHops } from './identity-hops.ts'
import { intrusion } from './intrusion.ts'
import { setting } from './people.ts'
import { leaks, scrub } from './scrub.ts'

const scenarios = new Map<string, (truth: GroundTruth, estate: Estate) => Promise<void>>([
  ['intrusion', intrusion],
  ['identity-hops', identityHops],
  ['benign-day', benignDay],
])

const name = process.argv[2] ?? ''
const scenario = scenarios.get(name)
if (scenario === undefined) throw new Error(`usage: record.ts ${[...scenarios.keys()].join('|')}`)

const raw = `${setting('LAB_STATE')}/raw/${name}`
rmSync(raw, { recursive: true, force: true })
mkdirSync(raw, { recursive: true })
const auditLog = setting('LAB_AUDIT_LOG')
const auditStart = statSync(auditLog).size
const recorder = await startEngineRecorder(setting('DOCKER_HOST').replace('unix://', ''), `${raw}/docker-engine.jsonl`)
const truth = createGroundTruth((line) => console.error(line))
const estate = createEstate(truth)
await scenario(truth, estate)
await recorder.stop()
copyFrom(auditLog, auditStart, `${raw}/kubernetes-audit.jsonl`)
writeFileSync(`${raw}/ground-truth.yml`, stringify({ recording: name, steps: truth.steps }))

const root = resolve(import.meta.dirname, '..')
const target = `${root}/recordings/${name}`
mkdirSync(target, { recursive: true })
const folders = [root, setting('LAB_STATE'), setting('LAB_KUBECONFIGS'), homedir()].filter(
  (folder) => folder !== '/root',
)
const machine = { hostName: hostname(), kernel: release(), folders }
for (const file of ['kubernetes-audit.jsonl', 'docker-engine.jsonl', 'ground-truth.yml']) {
  const text = scrub(readFileSync(`${raw}/${file}`, 'utf8'), machine)
  const left = leaks(file.endsWith('.yml') ? JSON.stringify(parse(text)) : text, machine)
  if (left.length > 0) throw new Error(`${file} still holds:\n${left.join('\n')}`)
  writeFileSync(`${target}/${file}`, text)
}
console.error([...recorder.counts].map(([what, count]) => `${what}: ${count}`).join('\n'))

/** The whole lines of a file from a place in it on. */
function copyFrom(file: string, start: number, to: string): void {
  const bytes = Buffer.alloc(statSync(file).size - start)
  const opened = openSync(file, 'r')
  readSync(opened, bytes, 0, bytes.length, start)
  closeSync(opened)
  writeFileSync(to, bytes.subarray(0, bytes.lastIndexOf('\n') + 1))
}
