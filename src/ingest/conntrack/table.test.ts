import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changesOf, entriesOf } from './table.ts'

const entry = (port: number, state: string, packets: number): string =>
  `ipv4     2 tcp      6 117 ${state} src=172.17.0.3 dst=10.0.0.9 sport=${port} dport=443 packets=${packets} bytes=60 src=10.0.0.9 dst=172.17.0.3 sport=443 dport=${port} packets=1 bytes=40 [ASSURED] mark=0 zone=0 use=2`

describe('the table of connections', () => {
  it('tells what is new and what is gone, and nothing of what goes on', () => {
    const before = entriesOf([entry(1, 'SYN_SENT', 1), entry(2, 'ESTABLISHED', 5), ''].join('\n'))
    const now = entriesOf([entry(2, 'TIME_WAIT', 9), entry(3, 'SYN_SENT', 1), ''].join('\n'))
    assert.deepEqual(changesOf(before, now), [
      `[NEW] ${entry(3, 'SYN_SENT', 1)}`,
      `[DESTROY] ${entry(1, 'SYN_SENT', 1)}`,
    ])
    assert.deepEqual(changesOf(now, now), [])
  })
  it('takes one echo for another than the next', () => {
    const echo = (id: number): string =>
      `ipv4 2 icmp 1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=${id} src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=${id} use=2`
    assert.equal(entriesOf(`${echo(1)}\n${echo(2)}\n`).size, 2)
  })
})
