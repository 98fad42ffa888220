/** Addresses and networks. */
import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { it } from 'node:test'
import { assert as check, ipV4, ipV6, property } from 'fast-check'
import { isInNetwork, parseAddress, parseNetwork } from './network.ts'

const inside = (address: string, network: string): boolean => {
  const parsed = parseAddress(address)
  return parsed !== undefined && isInNetwork(parsed, parseNetwork(network))
}

it('knows what is inside', () => {
  for (const [address, network] of [
    ['10.2.3.4', '10.0.0.0/8'],
    ['172.31.255.255', '172.16.0.0/12'],
    ['1.2.3.4', '0.0.0.0/0'],
    ['1.2.3.4', '1.2.3.4'],
    ['255.255.255.255', '255.255.255.255/32'],
    ['2001:0DB8:1::1', '2001:db8::/32'],
    ['fe80::1%eth0', 'fe80::/10'],
    ['::1', '::1/128'],
    ['::ffff:10.1.1.1', '10.0.0.0/8'],
    ['::ffff:10.1.1.1', '::ffff:0:0/96'],
    ['2001:db8::', '::/0'],
  ] as const)
    assert.ok(inside(address, network), `${address} in ${network}`)
  for (const [address, network] of [
    ['10.200.3.4', '10.0.0.0/9'],
    ['172.32.0.0', '172.16.0.0/12'],
    ['::2', '::1/128'],
    ['10.1.1.1', '::/0'],
    ['2001:db9::1', '2001:db8::/32'],
  ] as const)
    assert.ok(!inside(address, network), `${address} in ${network}`)
})

it('takes nothing else for an address', () => {
  for (const text of [
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0.1:80',
    ' 10.0.0.1',
    'localhost',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
  ])
    assert.equal(parseAddress(text), undefined, text)
})

it('reads every address that there is', () => {
  check(property(ipV4(), (text) => parseAddress(text)?.length === 1))
  check(property(ipV6(), (text) => isIP(text) === 0 || parseAddress(text)?.length === 4))
})

it('refuses networks that are none', () => {
  for (const text of ['10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/8/8', '::/129', 'x/8', 'fe80::%eth0/64'])
    assert.throws(() => parseNetwork(text))
  assert.throws(() => parseNetwork('10.1.2.3/8'), /bits set beyond its prefix/)
})
