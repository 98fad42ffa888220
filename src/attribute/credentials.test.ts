/** Tokens of pods: where they belong, where they are used, and what cannot be said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, Fact } from '../model/event.ts'
import { createCredentials } from './credentials.ts'
import { createHeard } from './heard.ts'
import { createManifest } from './manifest.ts'

const T = 1_700_000_000_000
const [POD, NODE, OTHER, OUTSIDE] = ['10.0.0.2', '10.0.0.1', '10.0.0.3', '203.0.113.66']
const fact = (type: Entity['type'], uid: string, relation: Fact['relation'], of: Entity['type'], to: string): Fact => ({
  subject: { type, uid },
  relation,
  object: { type: of, uid: to },
})
const PLACES = [
  fact('pod', 'shop/web', 'runs-on', 'node', 'node1'),
  fact('pod', 'shop/web', 'has-address', 'address', POD),
  fact('node', 'node1', 'has-address', 'address', NODE),
]
const request = (address: string, at: number, given: Partial<Event> = {}): Event =>
  anEvent({
    time: T + at,
    status: 'Success',
    entities: [
      anEntity('principal', 'system:serviceaccount:shop:web', 'actor'),
      anEntity('address', address, 'origin'),
    ],
    views: [{ logsource: {}, fields: { derived: { credential: { pod: 'shop/web' } } } }],
    ...given,
  })

function verdicts(facts: readonly Fact[], ...requests: readonly Event[]): string[] {
  const [manifest, heard] = [createManifest(), createHeard()]
  for (const each of facts) manifest.learn(each, T)
  const credentials = createCredentials(manifest, heard)
  for (const each of requests) {
    heard.hear(each)
    credentials.observe(each)
  }
  heard.hear(request(POD, 60_000))
  return credentials.settled().map(({ state, use }) => `${state} ${use.address}`)
}

describe('the token of a pod', () => {
  it('belongs where the pod is, and its node', () => {
    assert.deepEqual(verdicts(PLACES, request(POD, 1_000), request(NODE, 2_000)), [])
  })
  it('is elsewhere at any other address, inside the cluster or out of it, and told once', () => {
    assert.deepEqual(verdicts(PLACES, request(OTHER, 1_000), request(OUTSIDE, 2_000), request(OUTSIDE, 3_000)), [
      `elsewhere ${OTHER}`,
      `elsewhere ${OUTSIDE}`,
    ])
  })
  it('of a pod on the network of its node belongs where the node is, and is elsewhere anywhere else', () => {
    const shared = [...PLACES.slice(0, 1), fact('pod', 'shop/web', 'has-address', 'address', NODE), ...PLACES.slice(2)]
    assert.deepEqual(verdicts(shared, request(NODE, 1_000), request(POD, 2_000)), [`elsewhere ${POD}`])
  })
  it('is elsewhere whether the server grants what is asked or not', () => {
    assert.deepEqual(verdicts(PLACES, request(OUTSIDE, 1_000, { status: 'Failure' })), [`elsewhere ${OUTSIDE}`])
  })
  it('is nowhere that can be said while nothing tells of the pod, or of its node', () => {
    for (const facts of [[], PLACES.slice(0, 1), PLACES.slice(0, 2)])
      assert.deepEqual(verdicts(facts, request(OUTSIDE, 1_000)), [`unknown ${OUTSIDE}`])
  })
})
