import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, countOf, portOf, protocolOf } from './address.ts'
import { flowDerived, flowDetails, flowEntities, flowMessage, type Flow } from './flow.ts'
import { connectionView, firewallViews, httpViews } from './taxonomy.ts'

const flow: Flow = {
  from: { ip: '10.0.0.1', port: 40_000 },
  to: { ip: '2001:db8::1', port: 443, hostname: 'shop.example' },
  protocol: 'tcp',
  direction: 'outbound',
  verdict: 'dropped',
  traffic: { bytes_out: 100, bytes_in: undefined, packets_out: 2, packets_in: 1 },
}

describe('an address', () => {
  it('has one spelling, whoever wrote it', () => {
    const spellings: readonly (readonly [string, string | undefined])[] = [
      ['10.0.0.1', '10.0.0.1'],
      ['2001:0DB8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
      ['::ffff:10.0.0.1', '10.0.0.1'],
      ['0000:0000:0000:0000:0000:FFFF:10.0.0.1', '10.0.0.1'],
      ['fe80::0:1%eth0', 'fe80::1%eth0'],
      ['::', '::'],
      ['10.0.0.256', undefined],
      ['shop.example', undefined],
      ['-', undefined],
      ['', undefined],
    ]
    for (const [text, address] of spellings) assert.equal(addressOf(text), address, text)
    assert.equal(addressOf(7), undefined)
  })
  it('has ports and counts from numbers and digits, and from nothing else', () => {
    assert.deepEqual(['443', 443, '65536', -1, '', null, '1e3'].map(portOf), [443, 443, ...Array(5).fill(undefined)])
    assert.equal(countOf('9007199254740993'), undefined)
    assert.deepEqual([6, 58, 250, undefined].map(protocolOf), ['tcp', 'ipv6-icmp', '250', undefined])
  })
})

describe('a flow', () => {
  it('adds up what is counted, and is silent about what is not', () => {
    const { bytes, bytes_in, packets, duration } = flowDerived(flow)
    assert.deepEqual(
      { bytes, bytes_in, packets, duration },
      { bytes: 100, bytes_in: undefined, packets: 3, duration: undefined },
    )
    assert.ok(!('traffic' in flowDetails({ ...flow, traffic: undefined })))
    assert.equal(flowDetails(flow)['disposition'], 'Dropped')
  })
  it('has an origin and a target, those that have an address', () => {
    const told = ({ from, to }: Flow): string[] => flowEntities({ from, to }).map(({ role, uid }) => `${role} ${uid}`)
    assert.deepEqual(told(flow), ['origin 10.0.0.1', 'target 2001:db8::1'])
    assert.deepEqual(told({ ...flow, from: { ip: undefined } }), ['target 2001:db8::1'])
  })
  it('is told in one line, with the better names', () => {
    assert.equal(flowMessage(flow), 'tcp 10.0.0.1:40000 -> shop.example:443')
    assert.equal(flowMessage({ ...flow, to: { ip: '::1', port: 1 } }, { from: 'a\nb' }), 'tcp a b:40000 -> [::1]:1')
  })
})

describe("Sigma's names of a flow", () => {
  it('say who initiated only where the sensor saw it', () => {
    const initiated = (direction: Flow['direction']): unknown =>
      connectionView({ ...flow, direction }).fields['Initiated']
    assert.deepEqual((['outbound', 'inbound', 'lateral', undefined] as const).map(initiated), [
      'true',
      'false',
      undefined,
      undefined,
    ])
  })
  it('say what a filter did only where it is known', () => {
    assert.deepEqual(
      [flow, { ...flow, verdict: 'forwarded' as const }].map((each) => firewallViews(each)[0]?.fields['action']),
      ['deny', 'accept'],
    )
    assert.deepEqual(firewallViews({ ...flow, verdict: undefined }), [])
  })
  it('have what was asked for as a proxy and as a server would log it', () => {
    const [proxy, server] = httpViews({ method: 'GET', host: 'shop.example', uri: '/a/b.php?q=1?2' }, flow)
    assert.equal(proxy?.fields['c-uri'], 'http://shop.example/a/b.php?q=1?2')
    assert.equal(proxy?.fields['c-uri-extension'], 'php')
    assert.equal(proxy?.fields['c-uri-query'], 'q=1?2')
    assert.equal(server?.fields['cs-uri-stem'], '/a/b.php')
    assert.equal(server?.fields['cs-uri-query'], '/a/b.php?q=1?2')
    const [asked] = httpViews({ method: 'GET', host: 'shop.example', uri: 'http://other.example/x' }, flow)
    assert.equal(asked?.fields['c-uri'], 'http://other.example/x')
    assert.equal(asked?.fields['c-uri-stem'], '/x')
  })
})
