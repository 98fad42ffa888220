/** What the program in the kernel prints becomes records; the kernel's side of it is tried in real-host.test.ts. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isObject, listAt, textAt, valueAt } from '../read.ts'
import { createKernel } from './kernel.ts'
import { readAddress } from './kernel-line.ts'
import type { Proc } from './proc.ts'
import type { Sight } from './sight.ts'
import { createTeller } from './teller.ts'

const HOST = { cgroup: 7, ipc: 4, mnt: 1, net: 3, pid: 2, user: 6, uts: 5 }
const INSIDE = { ...HOST, ipc: 14, mnt: 11, net: 13, pid: 12, uts: 15 }
const ID = 'c3'.repeat(32)

/** Nobody is there any more when we look. */
const gone: Proc = {
  pids: () => [],
  stat: () => undefined,
  sight: () => undefined,
  namespaces: () => ({}),
  exeFileBeside: () => ({}),
  isWhere: () => true,
  lastId: () => 1,
  maxId: 32_768,
  host: HOST,
  uptime: () => 1_000_000,
  timeOf: (ticks) => ticks * 10,
}

const hex = (text: string | Buffer): string =>
  Buffer.from(text)
    .toString('hex')
    .replaceAll(/..(?=.)/g, '$& ')
const now = (): number => Number(process.hrtime.bigint())
const exec = (pid: number, ppid: number, args: string, more: object = {}): string[] => [
  JSON.stringify({ kind: 'file', pid, bytes: hex(`/bin/${args.split('\0')[0]}\0whatever stood behind it`) }),
  JSON.stringify({ kind: 'args', pid, bytes: hex(`${args}\0`) }),
  JSON.stringify({
    kind: 'exec',
    at: now(),
    pid,
    ppid,
    start: 5e9 + pid,
    uid: 0,
    gid: 0,
    login: 0xffffffff,
    session: 0xffffffff,
    first: 0,
    ns: HOST,
    group: hex('x.service\0'),
    length: args.length + 1,
    ...more,
  }),
]
const within = { ns: INSIDE, group: hex(`docker-${ID}.scope\0\0`) }

function listen(proc: Proc = gone) {
  const records: unknown[] = []
  const scene = { node: 'node1', collector: 'bpftrace', host: HOST, users: { nameOf: () => undefined } }
  const teller = createTeller({ scene, isAlive: () => true, push: (line) => void records.push(JSON.parse(line)) })
  const kernel = createKernel(proc, teller)
  return { records, kernel, say: (...lines: string[]) => lines.map((line) => kernel.line(line)) }
}

describe('the kernel as a collector', () => {
  it('tells of processes that nobody could look at, which container they are in and who opened them', () => {
    const { records, say } = listen()
    say(...exec(10, 1, 'containerd-shim-runc-v2'), ...exec(11, 10, 'sh\0-c\0run', { ...within, first: 1 }))
    say(...exec(20, 1, 'bash', { login: 1000, session: 3 }), ...exec(21, 20, 'nsenter', { login: 1000, session: 3 }))
    say(...exec(22, 21, 'id', { ns: INSIDE, login: 1000, session: 3 }))
    const [first, opened] = [records[1], records[4]]
    assert.deepEqual([valueAt(first, 'container.id'), valueAt(first, 'in_init_tree')], [ID, true])
    assert.deepEqual(listAt(first, 'process.args'), ['sh', '-c', 'run'])
    assert.equal(textAt(first, 'process.exe'), '/bin/sh')
    assert.deepEqual([valueAt(opened, 'container.by'), valueAt(opened, 'in_init_tree')], ['namespaces', false])
    assert.deepEqual(
      listAt(opened, 'opened.from').map((each) => textAt(each, 'exe')),
      ['/bin/id', '/bin/nsenter', '/bin/bash'],
    )
  })
  it('lets no name end a line, a string or an argument', () => {
    const { records, say } = listen()
    const args = ['a"}', '{"kind":"exit"}\n', '\\x00', "';--", '\u202e', '\ufffd']
    say(...exec(30, 1, args.join('\0')))
    assert.equal(records.length, 1)
    assert.deepEqual(listAt(records[0], 'process.args'), args)
  })
  it('joins the pieces of a long command line, and says where it is cut', () => {
    const { records, say } = listen()
    const long = `sh\0-c\0${'é'.repeat(300)}`
    const bytes = Buffer.from(long)
    const pieces = [0, 200, 400].map((from) => bytes.subarray(from, from + 200))
    const lines = exec(31, 1, 'sh', { length: bytes.length + 500 })
    say(lines[0] as string, ...pieces.map((piece) => JSON.stringify({ kind: 'args', pid: 31, bytes: hex(piece) })))
    say(lines[2] as string)
    assert.deepEqual(listAt(records[0], 'process.args').slice(0, 2), ['sh', '-c'])
    assert.ok(String(listAt(records[0], 'process.args')[2]).startsWith('é'.repeat(250)))
    assert.equal(valueAt(records[0], 'process.cut'), true)
  })
  it('takes what /proc has of the same program, and only of that', () => {
    const seen = (args: string[]): Sight => ({
      pid: 40,
      ppid: 9,
      ticks: 500,
      started: 5e3,
      image: 'i',
      name: 'sh',
      exe: '/usr/bin/dash',
      args,
      cwd: '/srv',
      uid: 0,
      namespaces: HOST,
      cgroup: '/long/path/of/x.service',
    })
    for (const [args, cwd] of [
      [['sh', '-c', 'all of it'], '/srv'],
      [['another'], undefined],
    ] as const) {
      const { records, say } = listen({ ...gone, sight: () => seen([...args]) })
      say(...exec(40, 1, 'sh\0-c\0all'))
      assert.equal(textAt(records[0], 'process.cwd'), cwd)
      assert.equal(valueAt(records[0], 'process.ppid'), 1)
    }
  })
  it('follows a birth past the call that made it, and an end', () => {
    const { records, say } = listen()
    const fork = (pid: number, by: number, flags: number): string =>
      JSON.stringify({ kind: 'fork', at: now(), pid, by, flags })
    say(...exec(50, 1, 'sh'), fork(51, 50, 0), fork(52, 51, 0x8000), ...exec(52, 1, 'ls', { start: 5_000_000_000 }))
    say(JSON.stringify({ kind: 'exit', at: now(), pid: 51, status: 0 }))
    say(JSON.stringify({ kind: 'exit', at: now(), pid: 50, status: 9 }))
    const [, last] = records.slice(-2)
    assert.deepEqual([valueAt(last, 'kind'), valueAt(last, 'exit_code'), valueAt(last, 'signal')], ['exit', 0, 9])
    assert.equal(records.filter((record) => valueAt(record, 'kind') === 'exit').length, 1)
  })
  it('tells each end of connections of a process once', () => {
    const { records, say } = listen()
    say(...exec(60, 1, 'curl'))
    const connect = (bytes: number[] | Buffer): string =>
      JSON.stringify({ kind: 'connect', at: now(), pid: 60, bytes: hex(Buffer.from(bytes)) })
    const v4 = connect([2, 0, 1, 187, 10, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0])
    say(v4, v4, connect(Buffer.from('\x01\x00/run/docker.sock\0')), connect([1, 0, 0, 65]), connect([16, 0, 0, 0]))
    assert.deepEqual(
      records.slice(1).map((record) => valueAt(record, 'to')),
      [{ ip: '10.0.0.9', port: 443 }, { path: '/run/docker.sock' }],
    )
  })
  it('reads addresses of every kind, and none that is cut', () => {
    const v6 = Buffer.concat([
      Buffer.from([10, 0, 1, 187, 0, 0, 0, 0]),
      Buffer.from('20010db8000000000000000000000001', 'hex'),
    ])
    assert.deepEqual(readAddress(v6), { ip: '2001:db8:0:0:0:0:0:1', port: 443 })
    const mapped = Buffer.concat([v6.subarray(0, 8), Buffer.from('00000000000000000000ffff0a000009', 'hex')])
    assert.deepEqual(readAddress(mapped), { ip: '10.0.0.9', port: 443 })
    for (const length of [0, 1, 2, 7, 23]) assert.equal(readAddress(v6.subarray(0, length)), undefined)
  })
  it('counts what the kernel could not say, and takes no line for one of its own that is none', () => {
    const { kernel, say, records } = listen()
    assert.deepEqual(say('Lost 42 events', '', 'ERROR: x', '{"kind":7}', '[]', '{"kind":"exec"}'), [
      true,
      false,
      false,
      false,
      false,
      true,
    ])
    assert.equal(kernel.loss().unseen, 42)
    assert.equal(kernel.loss().unseen, 0)
    assert.ok(records.every(isObject))
    assert.equal(records.length, 0)
  })
})
