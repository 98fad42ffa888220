import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readStat } from './stat.ts'

// As Linux 6.18 writes it, of a shell, with its name replaced.
const line = (name: string, state = 'S', last = '0'): string =>
  `4242 (${name}) ${state} 4000 4242 4242 0 -1 4194560 5348 0 1 0 13 30 0 0 20 0 7 0 1165610 1456525312 15281 18446744073709551615 8577024 55083077 140729585539520 0 0 0 0 16781312 17922 0 0 0 17 1 0 0 0 0 0 120222368 120616000 927531008 140729585543797 140729585543814 140729585543814 140729585545174 ${last}\n`

describe('the stat of a process', () => {
  it('is read whatever the process calls itself', () => {
    for (const name of ['sh', 'a b', ') S 1 1 1', '((', 'x) (y', 'line\nfeed', ''])
      assert.deepEqual(
        readStat(line(name)),
        {
          pid: 4242,
          ppid: 4000,
          ticks: 1_165_610,
          image: '8577024 140729585539520 140729585543797',
          name,
          leader: 4242,
        },
        name,
      )
  })
  it('says how a process ended that its parent has not asked for', () => {
    const { zombie, exit } = readStat(line('sh', 'Z', '256')) ?? {}
    assert.deepEqual([zombie, exit], [true, 256])
  })
  it('goes by the name where the addresses are not for us', () => {
    const hidden = line('sh').replace('8577024', '1').replace('140729585539520', '0').replace('140729585543797', '0')
    assert.equal(readStat(hidden)?.image, 'sh')
  })
  it('is nothing where it is not whole', () => {
    for (let length = 0; length < 200; length += 7) assert.equal(readStat(line('sh').slice(0, length)), undefined)
  })
})
