import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anAlert, anEntity, anEvent } from '../../test/fixture.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, Fact } from '../model/event.ts'
import type { Incident } from '../model/incident.ts'
import type { Radius } from '../model/radius.ts'
import { createReach } from './reach.ts'
import { beginStory, toldAs } from './story.ts'

const BAD = `sha256:${'b'.repeat(64)}`
const id = (digit: string): string => digit.repeat(64)
const fact = (subject: Fact['subject'], relation: Fact['relation'], object: Fact['object']): Fact => ({
  subject,
  relation,
  object,
})
const container = (uid: string) => ({ type: 'container', uid }) as const
const made = (uid: string, time: number, entities: readonly Entity[] = [], image = BAD): Event =>
  anEvent({
    time,
    entities: [anEntity('container', uid), ...entities],
    facts: [fact(container(uid), 'made-from', { type: 'image', uid: image })],
  })
const asked = (who: string, from: string, time: number): Event =>
  anEvent({
    class_name: 'API Activity',
    time,
    entities: [anEntity('principal', who, 'actor'), anEntity('address', from, 'origin')],
  })
const incident = (...entities: Entity[]): Incident =>
  toldAs(beginStory(anAlert({ uid: 'own', entities, techniques: [T] })))
const T = { uid: 'T1525', name: 'Implant Internal Image' }
const placesOf = ({ spreads }: Radius, uid: string) => spreads.find(({ of }) => of.uid === uid)?.places ?? []

describe('how far an incident goes', () => {
  it('is every place where the image runs or ran, with what it is part of, since when and until when', () => {
    const reach = createReach()
    const pod = [anEntity('pod', 'shop/web-1', 'context'), anEntity('workload', 'shop/deployment/web', 'context')]
    reach.observe(made(id('1'), 10, [...pod, anEntity('node', 'node1', 'context')]))
    reach.observe(made(id('2'), 20))
    reach.observe(made(id('3'), 30, [], `sha256:${'a'.repeat(64)}`))
    reach.observe(anEvent({ time: 40, facts: [fact(container(id('2')), 'ended', container(id('2')))] }))
    assert.deepEqual(placesOf(reach.radiusOf(incident(anEntity('image', BAD), anEntity('container', id('2')))), BAD), [
      {
        type: 'container',
        uid: id('1'),
        pod: 'shop/web-1',
        workload: 'shop/deployment/web',
        node: 'node1',
        since: 10,
        told: false,
      },
      { type: 'container', uid: id('2'), since: 20, until: 40, told: true },
    ])
  })
  it('knows a container by both of its names, as ended with its pod, and as running when it was started again', () => {
    const reach = createReach()
    const name = 'shop/web-1/web'
    const pod = anEntity('pod', 'shop/web-1', 'context')
    reach.observe(made(name, 10, [pod]))
    reach.observe(made(id('1'), 12, [pod]))
    reach.observe(anEvent({ time: 13, facts: [fact(container(name), 'known-as', container(id('1')))] }))
    const radius = () =>
      placesOf(reach.radiusOf(incident(anEntity('image', BAD))), BAD).map(({ uid, since, until }) => [
        uid,
        since,
        until,
      ])
    assert.deepEqual(radius(), [[id('1'), 10, undefined]])
    const ended = { type: 'pod', uid: 'shop/web-1' } as const
    reach.observe(anEvent({ time: 50, facts: [fact(ended, 'ended', ended)] }))
    assert.deepEqual(radius(), [[id('1'), 10, 50]])
    reach.observe(anEvent({ time: 60, facts: [fact(container(id('1')), 'ended', container(id('1')))] }))
    reach.observe(made(id('1'), 70))
    assert.deepEqual(radius().length, 1)
  })
  it('is where else an identity came from, and who else came from the address; but not the control plane', () => {
    const reach = createReach()
    for (const [who, from, time] of [
      ['alice', '10.20.0.11', 10],
      ['alice', '203.0.113.66', 20],
      ['ben', '203.0.113.66', 30],
      ['system:kube-scheduler', '203.0.113.66', 40],
      ['alice', '127.0.0.1', 50],
    ] as const)
      reach.observe(asked(who, from, time))
    const radius = reach.radiusOf(
      incident(anEntity('principal', 'alice', 'actor'), anEntity('address', '203.0.113.66', 'origin')),
    )
    assert.deepEqual(
      placesOf(radius, 'alice').map(({ uid, told }) => [uid, told]),
      [
        ['10.20.0.11', false],
        ['203.0.113.66', true],
      ],
    )
    assert.deepEqual(
      placesOf(radius, '203.0.113.66').map(({ uid }) => uid),
      ['ben', 'alice'],
    )
  })
  it('is the same technique in alerts of other matters', () => {
    const reach = createReach()
    for (const uid of ['own', 'other']) reach.alert(anAlert({ uid, techniques: [T] }))
    reach.alert(anAlert({ uid: 'unlike' }))
    const { recurrences } = reach.radiusOf(incident())
    assert.deepEqual(
      recurrences.map(({ technique, alerts, more }) => [technique, alerts.map(({ uid }) => uid), more]),
      [['T1525', ['other'], 0]],
    )
  })
  it('forgets the things that were in no new place for longest', () => {
    const reach = createReach({ pairs: 100, containers: 1_000, alerts: 10 })
    for (let index = 0; index < 1_000; index++) reach.observe(made(`${index}`, index, [], `image ${index}`))
    const found = [0, 899, 900, 999].map(
      (index) => reach.radiusOf(incident(anEntity('image', `image ${index}`))).spreads.length,
    )
    assert.deepEqual(found, [0, 0, 1, 1])
  })
  it('is bounded, and says how many more there are', () => {
    const reach = createReach({ pairs: 3_000, containers: 1_000, alerts: 10 })
    for (let index = 0; index < 5_000; index++) reach.observe(made(`${index}`, index))
    const [spread] = reach.radiusOf(incident(anEntity('image', BAD))).spreads
    assert.deepEqual([spread?.places.length, spread?.more], [20, 1_980])
  })
})
