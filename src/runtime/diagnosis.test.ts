/** The doctor's word on real recordings: which detections work on what was recorded, and why others do not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { assessPolicy, readPolicy } from './audit-policy.ts'
import { loadContent } from './content.ts'
import { diagnose } from './diagnosis.ts'
import { everyAlert } from './report.ts'
import { scan } from './scan.ts'

const content = await loadContent()
const quiet = { ...content, detections: [] }
const seen = async (path: string) => (await scan([path], quiet)).visibility
const [intrusion, engine] = [await seen('recordings/intrusion'), await seen('recordings/intrusion/docker-engine.jsonl')]
const of = ({ detections }: ReturnType<typeof diagnose>, id: string) => detections.find((one) => one.id === id)

describe('a recording of both the audit log and the engine', () => {
  const diagnosis = diagnose(content, { visibility: intrusion })
  it('blinds nothing that reads those two, and what reads others it does', () => {
    assert.equal(diagnosis.detections.length, content.detections.length)
    const heard = new Set(['kubernetes-audit', 'docker-engine', 'tallyman'])
    const readsOthers = content.detections.filter(({ sources }) => !sources.every((source) => heard.has(source)))
    const blind = diagnosis.detections.filter(({ sight }) => sight === 'blind').map(({ id }) => id)
    assert.ok(blind.length > 0)
    assert.deepEqual(
      blind.filter((id) => !readsOthers.some((one) => one.id === id)),
      [],
    )
  })
  it('blinds what only sensors that are not there can tell of, whoever else it reads', () => {
    const needsSensors = [
      'egress-beat-begun',
      'flow-end-unheld',
      'workload-edge-added',
      'network-separation-crossed',
      'exec-unattributed',
    ]
    for (const id of needsSensors) assert.equal(of(diagnosis, id)?.sight, 'blind', id)
  })
  it('blinds nothing that told of something there', async () => {
    const told = new Set(everyAlert(await scan(['recordings/intrusion'], content)).map(({ detection }) => detection))
    assert.ok(told.size > 10)
    for (const id of told) assert.notEqual(of(diagnosis, id)?.sight, 'blind', id)
  })
  it('blinds nothing for which another sensor of the same stands in', () => {
    const [engine] = intrusion.sensors
    assert.ok(engine)
    const beside = (source: string, tells: typeof engine.tells) =>
      diagnose(content, { visibility: { ...intrusion, sensors: [...intrusion.sensors, { ...engine, source, tells }] } })
    const hubble = beside('hubble', ['traffic'])
    assert.equal(of(hubble, 'egress-beat-begun')?.sight, 'sees')
    assert.deepEqual(of(hubble, 'flow-end-unheld')?.reasons, [])
    assert.equal(of(hubble, 'exec-unattributed')?.sight, 'blind')
    const tetragon = beside('tetragon', ['processes'])
    assert.equal(of(tetragon, 'executable-written-and-run')?.sight, 'sees')
    assert.equal(of(tetragon, 'flow-end-unheld')?.sight, 'blind')
  })
  it('answers probes by what was recorded: exec was audited, attach nobody asked for', () => {
    const answers = of(diagnosis, 'pod-exec-started')?.assumptions.map(({ id, state }) => [id, state])
    assert.deepEqual(answers, [
      ['sessions-audited', 'held'],
      ['attach-audited', 'unknown'],
      ['log-arrives', 'held'],
    ])
  })
  it('knows of every container how it lived and what was recorded of it', () => {
    const { lives, unlogged } = intrusion.containers
    assert.equal(
      lives.reduce((sum, { containers }) => sum + containers, 0),
      50,
    )
    assert.ok(lives.some(({ life }) => life === 'under 1 s'))
    assert.ok(
      lives.every(({ containers, recorded }) => recorded.inspected === containers && recorded.image === containers),
    )
    assert.ok(unlogged.length > 0)
    assert.deepEqual(intrusion.nodes, ['node1'])
  })
  it('is refined by the policy that it was recorded with', async () => {
    const policy = assessPolicy(await readPolicy('lab/audit-policy.yaml'), content)
    const exec = of(diagnose(content, { visibility: intrusion, policy }), 'pod-exec-started')
    assert.equal(exec?.sight, 'partly')
    assert.deepEqual(exec?.assumptions[1], {
      id: 'attach-audited',
      probe: 'audit-level(pods/attach, Metadata)',
      line: exec?.assumptions[1]?.line,
      state: 'not-held',
      why: 'by lab/audit-policy.yaml',
    })
  })
})

describe('a recording of the engine alone', () => {
  it('blinds what reads the audit log alone, and says why', () => {
    const exec = of(diagnose(content, { visibility: engine }), 'pod-exec-started')
    assert.equal(exec?.sight, 'blind')
    assert.deepEqual(exec?.reasons, ['kubernetes-audit: no record of it was read'])
    assert.equal(exec?.assumptions.find(({ id }) => id === 'log-arrives')?.state, 'not-held')
  })
  it('leaves what reads the engine', () => {
    assert.equal(of(diagnose(content, { visibility: engine }), 'image-committed-and-run')?.sight, 'sees')
  })
})

it('with a policy alone is about what reads the audit log', async () => {
  const policy = assessPolicy(await readPolicy('lab/audit-policy.yaml'), content)
  const { detections } = diagnose(content, { policy })
  assert.ok(detections.length > 5 && !detections.some(({ id }) => id === 'image-committed-and-run'))
})

it('alerts carry the coverage that held', async () => {
  const { alerts } = await scan(['recordings/intrusion'], content)
  assert.ok(alerts.length > 5)
  for (const { coverage, last_time } of alerts) {
    assert.equal(coverage?.at, last_time)
    assert.deepEqual([coverage?.live, coverage?.known], [2, 2])
  }
})
