/** Whose the ends of a flow were, and in which network. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { EndAnswer } from '../model/attribution.ts'
import type { Event } from '../model/event.ts'
import { attribute } from './attribute.ts'

const place = { source: 'docker-engine', file: 'engine', line: 1 }
const network = (name: string, range: string): Event =>
  anEvent({
    place,
    entities: [{ ...anEntity('network', `id-${name}`), name }],
    facts: [
      {
        subject: { type: 'network', uid: `id-${name}` },
        relation: 'has-address',
        object: { type: 'address', uid: range },
      },
    ],
  })
const container = (uid: string, address: string): Event =>
  anEvent({
    place,
    operation: 'container inspect',
    class_name: 'Inventory Info',
    entities: [anEntity('container', uid)],
    facts: [
      { subject: { type: 'container', uid }, relation: 'has-address', object: { type: 'address', uid: address } },
    ],
  })

/** The answers of a flow between two addresses, in two networks of which one has two containers. */
function ends(from: string, to: string): (EndAnswer | undefined)[] {
  const stage = attribute()
  const flow = anEvent({
    time: 1_020_000,
    class_name: 'Network Activity',
    details: { src_endpoint: { ip: from }, dst_endpoint: { ip: to } },
  })
  const events = [
    network('shop', '10.30.1.0/24'),
    network('billing', '10.30.2.0/24'),
    container('web', '10.30.1.2'),
    container('api', '10.30.1.3'),
    container('ledger', '10.30.2.2'),
    flow,
  ].flatMap((event) => stage.observe(event))
  const answered = events.find(({ class_name }) => class_name === 'Network Activity')?.attributed
  return [answered?.source, answered?.destination]
}

describe('the end of a flow', () => {
  it('is a container, in the network that holds its address', () => {
    const [source, destination] = ends('10.30.1.2', '10.30.2.2')
    assert.deepEqual([source?.container, source?.network], ['web', '10.30.1.0/24'])
    assert.deepEqual([destination?.container, destination?.network], ['ledger', '10.30.2.0/24'])
    assert.equal(ends('10.30.1.2', '10.30.1.3')[1]?.network, '10.30.1.0/24')
  })
  it('is in no network where it is outside of all that are known', () => {
    assert.deepEqual(ends('10.30.1.2', '198.51.100.7')[1], { state: 'known', address: '198.51.100.7', kind: 'outside' })
  })
})
