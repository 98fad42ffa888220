/** What to change so that more is seen: of real recordings, and of sensors that are wanting. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Visibility } from '../visibility/index.ts'
import { loadContent } from './content.ts'
import { remediesOf } from './remedy.ts'
import { scan } from './scan.ts'

const content = await loadContent()
const { visibility } = await scan(['recordings/intrusion/docker-engine.jsonl'], { ...content, detections: [] })
type SensorLedger = Visibility['sensors'][number]
const given = (more: Partial<SensorLedger>, seen: Partial<Visibility> = {}) =>
  remediesOf({ ...visibility, sensors: visibility.sensors.map((sensor) => ({ ...sensor, ...more })), ...seen }, content)
const saying = (remedies: ReturnType<typeof remediesOf>, what: RegExp) =>
  remedies.filter((each) => what.test(each.what))

describe('what to change', () => {
  it('names the source that is missing, and what it would give sight', () => {
    const [audit] = saying(given({}), /^nothing is heard of Kubernetes audit log$/)
    assert.match(audit?.change ?? '', /tallyman sources kubernetes-audit/)
    assert.ok(audit?.detections.includes('pod-exec-started'))
    assert.ok(!audit?.detections.includes('image-committed-and-run'))
  })
  it('names the nodes whose containers nobody sees at work, and containers that cannot be read', () => {
    const remedies = given({})
    assert.equal(saying(remedies, /tells of the processes of containers on node1/).length, 1)
    assert.equal(saying(remedies, /tells of the traffic of containers on node1/).length, 1)
    assert.equal(saying(remedies, /log driver of .* is none/).length, 1)
    assert.equal(saying(remedies, /share the network of their node/).length, 1)
    const [engine] = visibility.sensors
    assert.ok(engine)
    const tetragon: SensorLedger = { ...engine, source: 'tetragon', tells: ['processes'] }
    assert.equal(saying(given({}, { sensors: [engine, tetragon] }), /tells of the processes/).length, 0)
  })
  it('says how soon a silence would be noticed, where that is not soon', () => {
    assert.equal(saying(given({ patience: 40_000 }), /would (not )?be noticed/).length, 0)
    assert.equal(saying(given({ patience: 600_000 }), /would be noticed after 10 min/).length, 1)
    const [falco] = saying(given({ source: 'falco', patience: 600_000 }), /would be noticed/)
    assert.match(falco?.change ?? '', /metrics/)
  })
  it('names who is silent, who lost something, and what an audit log lacks', () => {
    assert.equal(saying(given({ state: 'silent' }), /is silent since 2026-/).length, 1)
    assert.equal(saying(given({ lost: { lost: 7 } }), /lost 7/).length, 1)
    const audit = { ...visibility.audit, unstarted: 3, missing: 4 }
    assert.equal(saying(given({}, { audit }), /the audit log tells/).length, 2)
  })
})
