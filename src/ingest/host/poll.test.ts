/** Looking often, at a `/proc` that is made up: what is seen, what is counted, what is never said. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { listAt, valueAt } from '../read.ts'
import { createPoll } from './poll.ts'
import type { Proc } from './proc.ts'
import type { Sight } from './sight.ts'
import { createTeller } from './teller.ts'

const HOST = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7 }

/** A machine whose processes come and go as the test says. */
function createMachine(maxId = 32_768) {
  const processes = new Map<number, Sight>()
  const threads = new Set<number>()
  let [last, ticks] = [300, 0]
  const proc: Proc = {
    pids: () => [...processes.keys()],
    stat: (pid) => processes.get(pid),
    sight: (pid) => (threads.has(pid) ? 'thread' : processes.get(pid)),
    exeFileBeside: () => ({}),
    namespaces: (pid) => processes.get(pid)?.namespaces ?? {},
    isWhere: ({ pid, namespaces }) => processes.get(pid)?.namespaces.mnt === namespaces.mnt,
    lastId: () => last,
    maxId,
    host: HOST,
    uptime: () => 0,
    timeOf: (at) => at * 10,
  }
  const change = (pid: number, more: Partial<Sight>): void =>
    void processes.set(pid, { ...(processes.get(pid) as Sight), ...more })
  const nextId = (): number => (last = last + 1 >= maxId ? 300 : last + 1)
  return {
    proc,
    processes,
    change,
    execute: (pid: number, command: string) =>
      change(pid, { image: `${pid} ${command}`, name: command, args: command.split(' ') }),
    fork(ppid: number, command = 'sh'): number {
      const pid = nextId()
      const started = { pid, ppid, ticks: ++ticks, started: ticks * 10, uid: 0, namespaces: HOST, cgroup: '/x.service' }
      const parent = processes.get(ppid)
      processes.set(pid, { image: `${pid}`, name: command, args: [command], ...parent, ...started })
      return pid
    },
    thread: () => void threads.add(nextId()),
  }
}

function watch(machine: ReturnType<typeof createMachine>) {
  const records: unknown[] = []
  const scene = { node: 'node1', collector: 'proc', host: HOST, users: { nameOf: () => undefined } }
  const isAlive = (pid: number): boolean => machine.processes.has(pid)
  const teller = createTeller({ scene, isAlive, push: (line) => void records.push(JSON.parse(line)) })
  const poll = createPoll(machine.proc, teller)
  poll.begin()
  return {
    poll,
    told: () =>
      records
        .splice(0)
        .map((record) => `${String(valueAt(record, 'kind'))} ${listAt(record, 'process.args').join(' ')}`),
  }
}

describe('looking at /proc', () => {
  it('tells what ran before, and then what is executed, and not the copies that are made for it', () => {
    const machine = createMachine()
    const shell = machine.fork(0, 'bash')
    const { poll, told } = watch(machine)
    assert.deepEqual(told(), ['found bash'])
    const child = machine.fork(shell)
    poll.look()
    assert.deepEqual(told(), [])
    machine.execute(child, 'ls -l')
    poll.look()
    assert.deepEqual(told(), ['exec ls -l'])
    machine.execute(child, 'id')
    machine.processes.delete(shell)
    poll.look()
    assert.deepEqual(told(), ['exec id'])
    machine.processes.delete(child)
    poll.look()
    assert.deepEqual(told(), ['exit id'])
  })
  it('counts what came and went between two looks, and calls no thread a process', () => {
    const machine = createMachine()
    const { poll, told } = watch(machine)
    for (let at = 0; at < 50; at++) machine.processes.delete(machine.fork(0))
    for (let at = 0; at < 7; at++) machine.thread()
    const stays = machine.fork(0, 'stays')
    poll.look()
    const { processes, threads, unseen, looks } = poll.loss()
    assert.deepEqual({ processes, threads, unseen, looks }, { processes: 1, threads: 7, unseen: 50, looks: 1 })
    assert.deepEqual(told(), ['exec stays'])
    poll.look()
    assert.equal(poll.loss().unseen, 0)
    assert.ok(machine.processes.has(stays))
  })
  it('counts a storm too, in which more ids are gone than it looks at', () => {
    const machine = createMachine()
    const { poll, told } = watch(machine)
    for (let at = 0; at < 9_999; at++) machine.processes.delete(machine.fork(0))
    machine.fork(0, 'stays')
    poll.look()
    const { processes, unseen } = poll.loss()
    assert.deepEqual([processes, unseen], [1, 9_999])
    assert.deepEqual(told(), ['exec stays'])
  })
  it('takes an id that begins anew for another process', () => {
    const machine = createMachine(310)
    const first = machine.fork(0, 'first')
    for (let at = 0; at < 4; at++) machine.processes.delete(machine.fork(0))
    const { poll, told } = watch(machine)
    told()
    for (let at = 0; at < 5; at++) machine.processes.delete(machine.fork(0))
    machine.processes.delete(first)
    assert.equal(machine.fork(0, 'second'), first)
    poll.look()
    assert.deepEqual(told(), ['exit first', 'exec second'])
  })
  it('says of who has ended what is left of it, and how it ended', () => {
    const machine = createMachine()
    const parent = machine.fork(0, 'bash')
    const { poll, told } = watch(machine)
    told()
    const late = machine.fork(parent)
    machine.change(late, { image: 'curl', name: 'curl', args: [], zombie: true })
    poll.look()
    assert.deepEqual(told(), ['exec ', 'exit '])
    assert.equal(poll.loss().late, 1)
    poll.look()
    machine.processes.delete(late)
    poll.look()
    assert.deepEqual(told(), [])
  })
  it('counts a copy that it saw, and not what became of it', () => {
    const machine = createMachine()
    const parent = machine.fork(0, 'bash')
    const { poll } = watch(machine)
    const [gone, idle] = [machine.fork(parent), machine.fork(parent)]
    poll.look()
    machine.processes.delete(gone)
    machine.change(idle, { zombie: true })
    poll.look()
    assert.deepEqual([poll.loss().late, machine.processes.size], [1, 2])
  })
  it('notices in time who goes elsewhere without executing anything', (context) => {
    context.mock.timers.enable({ apis: ['Date'], now: 1_000_000 })
    const machine = createMachine()
    const joins = machine.fork(0, 'joins')
    const { poll, told } = watch(machine)
    told()
    machine.change(joins, { namespaces: { ...HOST, mnt: 100 } })
    for (let at = 0; at < 200; at++) {
      context.mock.timers.tick(20)
      poll.look()
    }
    assert.deepEqual(told(), ['namespaces joins'])
  })
})
