import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { anAlert, anEntity } from '../../test/fixture.ts'
import type { Alert } from '../model/alert.ts'
import type { ToldIncident } from '../model/incident.ts'
import { correlate } from './correlate.ts'

const MINUTE = 60_000
const run = (alerts: readonly Alert[]): { told: ToldIncident[]; open: ToldIncident[] } => {
  const stage = correlate()
  const told = alerts.flatMap((alert) => stage.observe(alert))
  const open = new Map<string, ToldIncident>()
  for (const incident of told) {
    for (const uid of incident.absorbed) open.delete(uid)
    open.set(incident.uid, incident)
  }
  return { told, open: [...open.values()] }
}
const mallory = anEntity('principal', 'mallory', 'actor')

describe('correlate', () => {
  it('makes one story of alerts that share a person, then a pod, then a container', () => {
    const pod = anEntity('pod', 'shop/web')
    const container = anEntity('container', 'c'.repeat(64))
    const { open } = run([
      anAlert({ entities: [mallory], time: 0 }),
      anAlert({ entities: [mallory, pod], time: MINUTE }),
      anAlert({ entities: [pod, container], time: 2 * MINUTE }),
      anAlert({ entities: [container], time: 3 * MINUTE }),
    ])
    assert.equal(open.length, 1)
    assert.equal(open[0]?.alerts.length, 4)
    assert.deepEqual(
      open[0]?.links.map(({ by }) => by.type),
      ['principal', 'pod', 'container'],
    )
  })
  it('joins two stories when an alert ties them, and says which one is no more', () => {
    const { told, open } = run([
      anAlert({ entities: [anEntity('pod', 'a/a')], level: 'high', time: 0 }),
      anAlert({ entities: [anEntity('pod', 'b/b')], level: 'high', time: MINUTE }),
      anAlert({ entities: [anEntity('pod', 'a/a'), anEntity('pod', 'b/b')], time: 2 * MINUTE }),
    ])
    assert.equal(open.length, 1)
    assert.deepEqual(told.at(-1)?.absorbed, [told[1]?.uid])
  })
  it('names a story by its gravest strategy, or else by its gravest detection', () => {
    const told = (given: Partial<Alert>): Alert => anAlert({ entities: [mallory], ...given })
    const detections = [told({ title: 'Looked', level: 'low' }), told({ title: 'Entered', level: 'high' })]
    const many = told({ title: 'Strategy of many', level: 'high', members: ['a', 'b', 'c'] })
    const grave = told({ title: 'Strategy, graver', level: 'critical', members: ['a', 'b'] })
    assert.equal(run(detections).open[0]?.title, 'Entered, and 1 more detection')
    assert.equal(run([...detections, many]).open[0]?.title, 'Strategy of many, and 2 more detections')
    assert.equal(run([...detections, many, grave]).open[0]?.title, 'Strategy, graver, and 3 more detections')
  })
  it('ties nothing by what everybody shares', () => {
    const shared = [
      anEntity('principal', 'system:serviceaccount:kube-system:replicaset-controller', 'actor'),
      anEntity('principal', 'system:anonymous', 'actor'),
      anEntity('address', '127.0.0.1', 'origin'),
      anEntity('principal', 'ana', 'context'),
      anEntity('namespace', 'shop'),
    ]
    const { open } = run(
      shared.flatMap((one) => [
        anAlert({ entities: [one], level: 'high' }),
        anAlert({ entities: [one], level: 'high' }),
      ]),
    )
    assert.equal(open.length, 2 * shared.length)
  })
  it('does not make one story of many people behind one address', () => {
    const behind = (name: string, time: number): Alert =>
      anAlert({
        entities: [anEntity('principal', name, 'actor'), anEntity('address', '198.51.100.7', 'origin')],
        level: 'high',
        time: time * MINUTE,
      })
    const people = Array.from({ length: 8 }, (_, index) => behind(`user${index}`, index))
    const { open } = run(people)
    assert.deepEqual(
      run(people.slice(0, 2)).open.flatMap(({ links }) => links.map(({ confidence }) => confidence)),
      ['inferred'],
    )
    assert.equal(open.length, 8, 'two may be one who changed identity; a third makes it a place, and they come apart')
    assert.ok(open.every(({ alerts, links }) => alerts.length === 1 && links.length === 0))
  })
  it('parts two stories that were one by an address, and keeps in each what else holds it together', () => {
    const from = anEntity('address', '198.51.100.7', 'origin')
    const told = (name: string, minute: number, ...more: Alert['entities']): Alert =>
      anAlert({ entities: [anEntity('principal', name, 'actor'), from, ...more], level: 'high', time: minute * MINUTE })
    const all = [told('ana', 0), told('ben', 1), told('ben', 2, anEntity('pod', 'shop/web')), told('eve', 3)]
    assert.deepEqual(
      run(all.slice(0, 3)).open.map(({ alerts }) => alerts.length),
      [3],
    )
    const { open } = run(all)
    assert.deepEqual(open.map(({ alerts }) => alerts.length).toSorted(), [1, 1, 2])
  })
  it('takes two people at one pod for one story only soon after, where it is grave, and says that it is inferred', () => {
    const pod = anEntity('pod', 'shop/web')
    const at = (name: string, minute: number, level: Alert['level']): Alert =>
      anAlert({ entities: [anEntity('principal', name, 'actor'), pod], level, time: minute * MINUTE })
    const soon = run([at('ana', 0, 'high'), at('ben', 1, 'medium')])
    assert.deepEqual(
      soon.open[0]?.links.map(({ confidence }) => confidence),
      ['inferred'],
    )
    assert.equal(run([at('ana', 0, 'high'), at('ben', 40, 'medium')]).open[0]?.alerts.length, 1)
    assert.deepEqual(run([at('ana', 0, 'medium'), at('ben', 1, 'medium')]).open, [])
  })
  it('goes on across the restart of a pod, by the workload that both pods are of', () => {
    const of = (pod: string, minute: number): Alert =>
      anAlert({
        entities: [anEntity('pod', pod), anEntity('workload', 'shop/web', 'context')],
        level: 'high',
        time: minute * MINUTE,
      })
    const { open } = run([of('shop/web-1', 0), of('shop/web-2', 10)])
    assert.deepEqual(
      open.map(({ links }) => links.map(({ by, confidence }) => [by.type, confidence])),
      [[['workload', 'inferred']]],
    )
  })
  it('lets the same node add to a grave story, soon after and as an inference, and not to a slight one', () => {
    const node = anEntity('node', 'node1', 'context')
    const grave = run([
      anAlert({ entities: [node], level: 'high', time: 0 }),
      anAlert({ entities: [node], time: MINUTE }),
    ])
    assert.equal(grave.open[0]?.alerts.length, 2)
    assert.equal(grave.open[0]?.links[0]?.confidence, 'inferred')
    assert.deepEqual(
      run([anAlert({ entities: [node], time: 0 }), anAlert({ entities: [node], time: MINUTE })]).open,
      [],
    )
    const later = run([
      anAlert({ entities: [node], level: 'high', time: 0 }),
      anAlert({ entities: [node], time: 31 * MINUTE }),
    ])
    assert.equal(later.open[0]?.alerts.length, 1)
  })
  it('makes no incident of a lone alert below high, nor of one detection that repeats', () => {
    assert.deepEqual(run([anAlert({ entities: [mallory] })]).open, [])
    const same = { entities: [mallory], detection: 'one' }
    assert.deepEqual(run([anAlert(same), anAlert(same)]).open, [])
    assert.equal(run([anAlert({ entities: [mallory] }), anAlert({ entities: [mallory] })]).open.length, 1)
  })
  describe('of a service account', () => {
    const account = (role: 'actor' | 'context') => anEntity('principal', 'system:serviceaccount:shop:job', role)
    const from = (type: 'address' | 'workload', uid: string) => anEntity(type, uid, 'origin')
    const by = (minute: number, ...entities: Alert['entities']): Alert =>
      anAlert({ entities, level: 'high', time: minute * MINUTE })
    it('ties who took its token to what is done with it from the same place', () => {
      const thief = from('address', '203.0.113.66')
      const { open } = run([by(0, mallory, thief, account('context')), by(50, thief, account('actor'))])
      assert.deepEqual(
        open.map(({ links }) => links.map(({ by: { uid }, confidence }) => [uid, confidence])),
        [[['system:serviceaccount:shop:job', 'certain']]],
      )
    })
    it('goes on across the restart of the pod that uses it, hours later', () => {
      const workload = from('workload', 'shop/deployment/relay')
      const { open } = run([
        by(0, account('actor'), workload, from('address', '172.17.0.9')),
        by(300, account('actor'), workload, from('address', '172.17.0.14')),
      ])
      assert.equal(open.length, 1)
    })
    it('does not tie two workloads that run as it, however often they take turns', () => {
      const relay = from('workload', 'shop/deployment/relay')
      const honest = from('workload', 'shop/cronjob/settlement')
      const { open } = run([0, 1, 2, 3].map((minute) => by(minute, account('actor'), minute % 2 ? honest : relay)))
      assert.deepEqual(
        open.map(({ alerts }) => alerts.length),
        [2, 2],
      )
    })
  })
  it('makes the same stories of alerts that share something, in whatever order they come', () => {
    const stories = (alerts: readonly Alert[]): string[] =>
      run(alerts)
        .open.map((incident) => incident.alerts.map(({ uid }) => uid).join())
        .toSorted()
    const seeds = fc.array(
      fc.record({ pod: fc.nat(5), container: fc.nat(5), minute: fc.nat(600), high: fc.boolean() }),
      { minLength: 1, maxLength: 12 },
    )
    const alertsOf = seeds.map((all) =>
      all.map(({ pod, container, minute, high }, index) =>
        anAlert({
          uid: `alert ${index}`,
          entities: [anEntity('pod', `${pod}`), anEntity('container', `${container}`)],
          level: high ? 'high' : 'medium',
          time: minute * MINUTE,
        }),
      ),
    )
    const orders = alertsOf.chain((alerts) =>
      fc.tuple(fc.constant(alerts), fc.shuffledSubarray(alerts, { minLength: alerts.length })),
    )
    fc.assert(fc.property(orders, ([alerts, shuffled]) => assert.deepEqual(stories(shuffled), stories(alerts))))
  })
  it('takes a late alert by its own time: a node ties it neither a day before what was grave, nor what came before that', () => {
    const node = anEntity('node', 'node1', 'context')
    const [before, grave, after] = [
      anAlert({ entities: [node], time: 0 }),
      anAlert({ entities: [node], level: 'high', time: 20 * MINUTE }),
      anAlert({ entities: [node], time: 25 * MINUTE }),
    ]
    for (const order of [
      [before, grave, after],
      [after, grave, before],
      [grave, before, after],
    ])
      assert.deepEqual(
        run(order).open.map(({ alerts }) => alerts.map(({ uid }) => uid)),
        [[grave.uid, after.uid]],
      )
  })
  it('puts alerts in order of time, however they came', () => {
    const alerts = [3, 1, 2].map((minute) => anAlert({ entities: [mallory], level: 'high', time: minute * MINUTE }))
    const [incident] = run(alerts).open
    assert.deepEqual(
      incident?.alerts.map(({ time }) => time / MINUTE),
      [1, 2, 3],
    )
    assert.equal(incident?.time, MINUTE)
  })
  it('never holds more alerts in a story than it may', () => {
    const { open } = run(
      Array.from({ length: 1_500 }, (_, index) => anAlert({ entities: [mallory], level: 'high', time: index })),
    )
    assert.ok(open.length === 2 && open.every(({ alerts }) => alerts.length <= 1_000))
  })
})
