/** What an address is by its number, and by the networks that are told of. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Fact } from '../model/event.ts'
import type { Stream } from './heard.ts'
import { createNetworks } from './networks.ts'

const stream: Stream = { id: 1, since: 0, until: 0, gaps: [] }
const range = (network: string, uid: string): Fact => ({
  subject: { type: 'network', uid: network },
  relation: 'has-address',
  object: { type: 'address', uid },
})

describe('networks', () => {
  it('tells what is nobody’s, what is private, and what is outside', () => {
    const { standingOf } = createNetworks()
    for (const [kind, addresses] of Object.entries({
      nobodys: ['127.0.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '::1', 'ff02::1', 'no address', ''],
      private: ['10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '169.254.169.254', 'fd00::1', 'fe80::1'],
      outside: ['203.0.113.9', '172.32.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1'],
    }))
      for (const address of addresses) assert.equal(standingOf(address).kind, kind, address)
  })
  it('knows the range of a network, of either family, but for its broadcast address', () => {
    const networks = createNetworks()
    networks.learn(range('shop_net', '10.30.1.0/24'), 'shop', stream)
    networks.learn(range('six', 'fd00:1::/64'), undefined, stream)
    const nameOf = (address: string): string => {
      const standing = networks.standingOf(address)
      return standing.kind === 'network' ? standing.name : standing.kind
    }
    assert.deepEqual(['10.30.1.7', '10.30.2.7', '10.30.1.255', 'fd00:1::7', 'fd00:2::7'].map(nameOf), [
      'shop',
      'private',
      'nobodys',
      'six',
      'private',
    ])
  })
  it('answers anew for an address that it was asked for before the network was told of', () => {
    const networks = createNetworks()
    assert.equal(networks.standingOf('10.30.1.7').kind, 'private')
    networks.learn(range('shop_net', '10.30.1.0/24'), undefined, stream)
    assert.equal(networks.standingOf('10.30.1.7').kind, 'network')
  })
  it('passes over what is no range', () => {
    const networks = createNetworks()
    for (const fact of [range('a', '10.30.1.1'), range('b', '10.30.1.0/99'), range('c', 'x/24')])
      networks.learn(fact, undefined, stream)
    networks.learn({ ...range('d', '10.30.1.0/24'), subject: { type: 'pod', uid: 'shop/web' } }, undefined, stream)
    assert.equal(networks.standingOf('10.30.1.1').kind, 'private')
  })
})
