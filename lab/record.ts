/** Plays a scenario in a lab that runs and writes what every source said, scrubbed, to recordings/NAME. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir, hostname, release } from 'node:os'
import { resolve } from 'node:path'
import { benignDay } from './benign-day.ts'
import { startEngineRecorder } from './engine-recorder.ts'
import { createEstate } from './estate.ts'
import type { Estate } from './estate.ts'
import { playExecJoin } from './exec-join.ts'
import { parse, stringify } from 'yaml'
import { createGroundTruth } from './ground-truth.ts'
import type { GroundTruth } from './ground-truth.ts'
import { identityHops } from './identity-hops.ts'
import { intrusion } from './intrusion.ts'
import { setting } from './people.ts'
import { leaks, scrub } from './scrub.ts'

const say = (line: string) => console.error(line)

/** Each gives the files of its recording by their names. */
const scenarios = new Map<string, () => Promise<ReadonlyMap<string, string>>>([
  ['intrusion', () => tell(intrusion)],
  ['identity-hops', () => tell(identityHops)],
  ['benign-day', () => tell(benignDay)],
  [
    'exec-join',
    async () => {
      const { deeds, records } = await playExecJoin(say)
      return new Map([...records, ['ground-truth.yml', stringify({ recording: name, deeds })]])
    },
  ],
])

const name = process.argv[2] ?? ''
const scenario = scenarios.get(name)
if (scenario === undefined) throw new Error(`usage: record.ts ${[...scenarios.keys()].join('|')}`)

const raw = `${setting('LAB_STATE')}/raw/${name}`
rmSync(raw, { recursive: true, force: true })
mkdirSync(raw, { recursive: true })
const files = await scenario()
for (const [file, text] of files) writeFileSync(`${raw}/${file}`, text)

const root = resolve(import.meta.dirname, '..')
const target = `${root}/recordings/${name}`
mkdirSync(target, { recursive: true })
const folders = [root, setting('LAB_STATE'), setting('LAB_KUBECONFIGS'), homedir()].filter(
  (folder) => folder !== '/root',
)
const machine = { hostName: hostname(), kernel: release(), folders }
for (const [file, said] of files) {
  const text = scrub(said, machine)
  const left = leaks(file.endsWith('.yml') ? JSON.stringify(parse(text)) : text, machine)
  if (left.length > 0) throw new Error(`${file} still holds:\n${left.join('\n')}`)
  writeFileSync(`${target}/${file}`, text)
}

/** A story in steps, with what the API server and the engine said of it. */
async function tell(story: (truth: GroundTruth, estate: Estate) => Promise<void>): Promise<Map<string, string>> {
  const auditLog = setting('LAB_AUDIT_LOG')
  const auditStart = statSync(auditLog).size
  const engine = `${raw}/docker-engine.jsonl`
  const recorder = await startEngineRecorder(setting('DOCKER_HOST').replace('unix://', ''), engine)
  const truth = createGroundTruth(say)
  await story(truth, createEstate(truth))
  await recorder.stop()
  say([...recorder.counts].map(([what, count]) => `${what}: ${count}`).join('\n'))
  const audit = readFileSync(auditLog).subarray(auditStart)
  return new Map([
    ['kubernetes-audit.jsonl', audit.subarray(0, audit.lastIndexOf('\n') + 1).toString('utf8')],
    ['docker-engine.jsonl', readFileSync(engine, 'utf8')],
    ['ground-truth.yml', stringify({ recording: name, steps: truth.steps })],
  ])
}
