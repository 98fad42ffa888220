/** Which detections are blind for a sensor: by the ways in which those that are shipped were proved. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { event, range, SECOND, T } from '../../test/said.ts'
import type { EventClass } from '../model/event.ts'
import { createLedger } from '../visibility/index.ts'
import { loadContent } from './content.ts'
import { readsOf } from './reads.ts'

const reads = readsOf(await loadContent())
const TELLS = new Map<string, EventClass>([
  ['docker-engine', 'Application Lifecycle'],
  ['kubernetes-audit', 'API Activity'],
  ['tetragon', 'Process Activity'],
  ['tracee', 'Process Activity'],
])
/** Who is blind when the first of them has said nothing for a minute, while the others did. */
function blindWithout(lost: string, ...heard: readonly string[]): readonly string[] {
  const ledger = createLedger({ reads })
  for (const second of range(0, 160))
    for (const source of second < 100 ? [lost, ...heard] : heard)
      ledger.observe(event(source, second, { class_name: TELLS.get(source) ?? 'Network Activity' }))
  return ledger.coverage(T + 150 * SECOND).blind ?? []
}
const FLOWS = ['egress-beat-begun', 'flow-end-unheld', 'network-separation-crossed', 'workload-edge-added']

describe('a sensor that falls silent', () => {
  it('blinds what cannot be known without it, whoever else would say whose it is', () => {
    const blind = blindWithout('conntrack', 'docker-engine')
    for (const id of FLOWS) assert.ok(blind.includes(id), id)
    assert.ok(!blind.includes('image-committed-and-run'))
  })
  it('blinds nothing that another one of its kind tells of, though no document names that', () => {
    const blind = blindWithout('conntrack', 'docker-engine', 'hubble')
    for (const id of FLOWS) assert.ok(!blind.includes(id), id)
    assert.ok(!blindWithout('tetragon', 'docker-engine', 'tracee').includes('executable-written-and-run'))
    assert.ok(blindWithout('tetragon', 'docker-engine', 'hubble').includes('executable-written-and-run'))
  })
  it('blinds nothing that only asks it whose something is', () => {
    const blind = blindWithout('docker-engine', 'conntrack', 'kubernetes-audit')
    for (const id of FLOWS) assert.ok(!blind.includes(id), id)
    assert.ok(blind.includes('image-committed-and-run'))
  })
  it('is blamed for nothing that was never seen', () => {
    assert.ok(!blindWithout('docker-engine', 'kubernetes-audit').includes('egress-beat-begun'))
  })
})

it('every detection has a way, and what another source feeds stands in for a sensor alone', () => {
  for (const [id, ways] of reads) assert.ok(ways.length > 0 && ways.every((way) => way.length > 0), id)
  const readings = new Map([...reads.values()].flat(2).map((reading) => [reading.source, reading]))
  assert.deepEqual([readings.get('conntrack')?.watches, readings.get('falco')?.watches], ['traffic', 'processes'])
  assert.ok(readings.get('conntrack')?.others.has('zeek'))
  assert.deepEqual([...(readings.get('kubernetes-audit')?.others ?? ['none'])], [])
})
