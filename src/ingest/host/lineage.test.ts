import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Standing } from './kin.ts'
import { createLineage, type Lineage } from './lineage.ts'
import type { Sight } from './sight.ts'

const HOST = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7 }
const [WEB, DB] = ['a1'.repeat(32), 'b2'.repeat(32)]
const namespacesOf = (base: number) => ({
  ...HOST,
  mnt: base,
  pid: base + 1,
  net: base + 2,
  ipc: base + 3,
  uts: base + 4,
})

let ticks = 0
const sight = (pid: number, ppid: number, args: string, more: Partial<Sight> = {}): Sight => {
  ticks += 10
  return {
    pid,
    ppid,
    ticks,
    started: ticks * 10,
    image: `${pid} ${args}`,
    name: args.split(' ')[0] as string,
    exe: `/usr/bin/${args.split(' ')[0]}`,
    args: args.split(' '),
    uid: 0,
    leader: pid,
    namespaces: HOST,
    cgroup: '/system.slice/x.service',
    ...more,
  }
}
const inside = (id: string, base: number, more: Partial<Sight> = {}): Partial<Sight> => ({
  cgroup: `/docker/${id}`,
  namespaces: namespacesOf(base),
  ...more,
})
const place = (lineage: Lineage, seen: Sight): Standing => lineage.place(seen, seen.started).standing
const commandsOf = ({ opening }: Standing): string[] | undefined => opening?.from.map(({ args }) => args.join(' '))

/** A host with its engine, and a container whose shell runs something. */
function createHost(): Lineage {
  const lineage = createLineage(HOST, () => true)
  place(lineage, sight(1, 0, 'init'))
  place(lineage, sight(10, 1, 'containerd-shim-runc-v2 -id web'))
  place(lineage, sight(11, 10, 'sh', inside(WEB, 100, { inside: 1 })))
  return lineage
}

describe('lineage', () => {
  it('knows the first process of a container and its descendants for its own', () => {
    const lineage = createHost()
    assert.deepEqual(lineage.get(11)?.standing, { container: { id: WEB, by: 'cgroup' }, first: true, inTree: true })
    const child = place(lineage, sight(12, 11, 'nginx', inside(WEB, 100, { inside: 7, leader: 11 })))
    assert.deepEqual(child, { container: { id: WEB, by: 'cgroup' }, inTree: true })
  })
  it('tells who came through a runtime from who came past it', () => {
    const lineage = createHost()
    place(lineage, sight(20, 10, 'runc exec web'))
    const entering = place(lineage, sight(21, 20, 'runc init', inside(WEB, 100)))
    assert.deepEqual([entering.entering, entering.inTree], [true, undefined])
    const shell = place(lineage, sight(22, 20, 'sh -i', inside(WEB, 100, { inside: 9 })))
    assert.deepEqual([shell.inTree, shell.opening?.by], [false, 'runtime'])
    assert.deepEqual(commandsOf(shell), ['sh -i', 'runc exec web', 'containerd-shim-runc-v2 -id web'])

    place(lineage, sight(29, 1, 'sshd'))
    place(lineage, sight(30, 29, 'bash', { login: 1000, session: 3 }))
    place(lineage, sight(31, 30, 'nsenter -t 11 -a', { login: 1000, session: 3 }))
    const joined = { namespaces: namespacesOf(100), login: 1000, session: 3, inside: 10 }
    const entered = place(lineage, sight(32, 31, 'id', joined))
    assert.deepEqual(entered.container, { id: WEB, by: 'namespaces' })
    assert.deepEqual([entered.inTree, entered.opening?.by], [false, 'host'])
    assert.deepEqual(commandsOf(entered), ['id', 'nsenter -t 11 -a', 'bash'])
    const further = place(lineage, sight(33, 32, 'cat', joined))
    assert.deepEqual(commandsOf(further), commandsOf(entered))
  })
  it('remembers what a process was when it becomes one of the container', () => {
    const lineage = createHost()
    const runtime = sight(20, 10, 'runc init')
    place(lineage, runtime)
    place(lineage, { ...runtime, ...inside(WEB, 100), image: 'moved' })
    const shell = place(lineage, {
      ...runtime,
      ...inside(WEB, 100),
      image: 'new',
      exe: '/bin/sh',
      args: ['sh'],
      ppid: 1,
    })
    assert.deepEqual(commandsOf(shell), ['sh', 'runc init', 'containerd-shim-runc-v2 -id web'])
  })
  it('does not take one for the container whose parent it was given', () => {
    const lineage = createHost()
    const orphan = (pid: number, more: Partial<Sight>): Standing =>
      place(lineage, sight(pid, 11, 'evil', inside(WEB, 100, { inside: pid, ...more })))
    assert.equal(orphan(40, { leader: 11 }).inTree, true)
    assert.equal(orphan(41, { leader: 11, foreign: true }).inTree, false)
    assert.equal(orphan(42, { leader: 11, login: 1000 }).inTree, false)
    assert.equal(orphan(43, {}).inTree, undefined)
    assert.equal(orphan(44, { leader: 999 }).inTree, undefined)
    place(lineage, sight(45, 10, 'sh', inside(WEB, 100, { inside: 45 })))
    const known = orphan(46, { leader: 45 })
    assert.deepEqual([known.inTree, known.opening?.by], [false, 'runtime'])
    assert.equal(orphan(47, { born: true }).inTree, true)
  })
  it('says whose network a process of the host joined, and who shares one by right', () => {
    const lineage = createHost()
    const net = place(lineage, sight(50, 1, 'tcpdump', { namespaces: { ...HOST, net: 102 } }))
    assert.deepEqual(net, { joined: { container: WEB, namespaces: ['net'] } })
    const shared = inside(DB, 200, { inside: 1, namespaces: { ...namespacesOf(200), net: 102 } })
    assert.equal(place(lineage, sight(51, 10, 'db', shared)).joined, undefined)
    assert.equal(place(lineage, sight(52, 51, 'db', { ...shared, inside: 2, leader: 51 })).joined, undefined)
    const over = sight(
      53,
      51,
      'nsenter',
      inside(DB, 200, { inside: 3, namespaces: { ...namespacesOf(200), mnt: 100 } }),
    )
    assert.deepEqual(place(lineage, over).joined, { container: WEB, namespaces: ['mnt'] })
  })
  it('keeps in mind the container that a process of the host comes from', () => {
    const lineage = createHost()
    const escaped = sight(60, 11, 'nsenter -t 1 -m', inside(WEB, 100, { inside: 8 }))
    place(lineage, escaped)
    const left = place(lineage, { ...escaped, image: 'new', namespaces: HOST, cgroup: '/' })
    assert.deepEqual(left, { descendsFrom: WEB })
    lineage.end(60)
    assert.equal(place(lineage, sight(61, 60, 'sh', { cgroup: '/' })).descendsFrom, WEB)
  })
  it('gives a namespace of a container that is gone to nobody', () => {
    let alive = true
    const lineage = createLineage(HOST, () => alive)
    place(lineage, sight(11, 10, 'sh', inside(WEB, 100, { inside: 1 })))
    alive = false
    assert.deepEqual(place(lineage, sight(12, 10, 'db', inside(DB, 100, { inside: 1 }))), {
      container: { id: DB, by: 'cgroup' },
      first: true,
      inTree: true,
    })
  })
  it('knows when a container began, also after it was started again', () => {
    const lineage = createHost()
    const began = lineage.get(11)?.sight.started
    const beganOf = (pid: number): number | undefined => {
      const kin = lineage.get(pid)
      assert.ok(kin)
      return lineage.beganOf(kin)
    }
    place(lineage, sight(12, 11, 'nginx', inside(WEB, 100, { inside: 7, leader: 11 })))
    assert.ok(began !== undefined)
    assert.deepEqual([beganOf(11), beganOf(12), beganOf(10)], [began, began, undefined])
    for (const pid of [12, 11]) lineage.end(pid)
    place(lineage, sight(40, 10, 'sh', inside(WEB, 200, { inside: 1 })))
    place(lineage, sight(41, 10, 'sh', inside(DB, 300, { inside: 1 })))
    assert.equal(beganOf(40), began)
    assert.equal(beganOf(41), lineage.get(41)?.sight.started)
  })
  it('knows every descendant of who came from outside, however often its parents end, where it sees each birth', () => {
    const step = fc.record({ maker: fc.nat(), ends: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const lineage = createHost()
        place(lineage, sight(20, 10, 'sh', inside(WEB, 100, { inside: 20 })))
        const truth = new Map([
          [11, true],
          [20, false],
        ])
        for (const [at, { maker, ends }] of steps.entries()) {
          const [parent, inTree] = [...truth][maker % truth.size] as [number, boolean]
          const pid = 100 + at
          place(lineage, sight(pid, parent, 'copy', inside(WEB, 100, { inside: pid, born: true })))
          truth.set(pid, inTree)
          // What it executes is told late: by then it may have another parent.
          const now = inside(WEB, 100, { inside: pid, ticks: lineage.get(pid)?.sight.ticks ?? 0, image: 'new' })
          assert.equal(place(lineage, sight(pid, 11, 'program', now)).inTree, inTree)
          if (ends && parent !== 11) {
            lineage.end(parent)
            truth.delete(parent)
          }
        }
      }),
    )
  })
})
