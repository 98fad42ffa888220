import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { Event } from '../model/event.ts'
import { attribute } from './attribute.ts'

const CONTAINER = 'ab'.repeat(32)
const through = (events: readonly Event[]): Event[] => {
  const stage = attribute()
  return events.flatMap((event) => stage.observe(event))
}
const learnt = anEvent({
  facts: [
    { subject: { type: 'container', uid: CONTAINER }, relation: 'part-of', object: { type: 'pod', uid: 'shop/web-1' } },
    {
      subject: { type: 'pod', uid: 'shop/web-1' },
      relation: 'owned-by',
      object: { type: 'workload', uid: 'shop/deployment/web' },
    },
    { subject: { type: 'pod', uid: 'shop/web-1' }, relation: 'runs-on', object: { type: 'node', uid: 'node1' } },
    {
      subject: { type: 'workload', uid: 'shop/deployment/web' },
      relation: 'changed-by',
      object: { type: 'principal', uid: 'ana' },
    },
  ],
})

describe('attribute', () => {
  it('says of a container its pod, node, workload and who rolled it out, as inferred context', () => {
    const [, event] = through([learnt, anEvent({ entities: [anEntity('container', CONTAINER)] })])
    assert.deepEqual(
      event?.entities.map(({ type, uid, role, known }) => [type, uid, role, known]),
      [
        ['container', CONTAINER, 'target', 'recorded'],
        ['pod', 'shop/web-1', 'context', 'inferred'],
        ['workload', 'shop/deployment/web', 'context', 'inferred'],
        ['node', 'node1', 'context', 'inferred'],
        ['principal', 'ana', 'context', 'inferred'],
      ],
    )
  })
  it('completes the first digits of a container, and does not guess where two begin alike', () => {
    const short = anEvent({ entities: [anEntity('container', CONTAINER.slice(0, 12))] })
    assert.equal(through([learnt, short])[1]?.entities[0]?.uid, CONTAINER)
    const twin = {
      ...learnt,
      facts: [
        {
          ...learnt.facts[0]!,
          subject: { type: 'container' as const, uid: `${CONTAINER.slice(0, 12)}${'0'.repeat(52)}` },
        },
      ],
    }
    assert.equal(through([learnt, twin, short])[2]?.entities[0]?.uid, CONTAINER.slice(0, 12))
  })
  it('calls a container by its name where a record has only its id', () => {
    const named = anEvent({ entities: [{ ...anEntity('container', CONTAINER), name: 'web' }] })
    const [, event] = through([named, anEvent({ entities: [anEntity('container', CONTAINER)] })])
    assert.equal(event?.entities[0]?.name, 'web')
  })
  it('marks the end of a session that it saw begin, and not one whose beginning is missing', () => {
    const started = anEvent({ operation_uid: 'audit-1' })
    const ended = anEvent({ operation_uid: 'audit-1' })
    const alone = anEvent({ operation_uid: 'audit-2' })
    assert.deepEqual(
      through([started, ended, alone]).map(({ continues }) => continues),
      [undefined, true, undefined],
    )
  })
  it('does not take what a process does for part of its start, though all of it has one operation', () => {
    const of = (class_name: Event['class_name'], activity_name: string): Event =>
      anEvent({ class_name, activity_name, operation_uid: 'exec-id' })
    const all = [of('Process Activity', 'Launch'), of('File System Activity', 'Read'), of('Network Activity', 'Open')]
    assert.deepEqual(
      through([...all, of('Process Activity', 'Terminate')]).map(({ continues }) => continues),
      [undefined, undefined, undefined, true],
    )
  })
  it('takes a container joined to networks by its start for started, and joined while it runs for joined', () => {
    const lifecycle = (activity_name: string): Event =>
      anEvent({ class_name: 'Application Lifecycle', activity_name, entities: [anEntity('container', CONTAINER)] })
    const joined = (): Event =>
      anEvent({
        activity_name: 'Update',
        facts: [
          {
            subject: { type: 'container', uid: CONTAINER },
            relation: 'attached-to',
            object: { type: 'network', uid: 'n1' },
          },
        ],
      })
    const gap = anEvent({ class_name: 'Inventory Info', activity_name: 'Other', operation: 'engine gap' })
    const joins = (events: readonly Event[]): boolean[] =>
      through(events)
        .filter(({ facts }) => facts.length > 0)
        .map(({ continues }) => continues === true)
    assert.deepEqual(joins([joined()]), [false], 'never seen: it may run for long')
    const started = [lifecycle('Install'), joined(), joined(), lifecycle('Start'), joined()]
    assert.deepEqual(joins(started), [true, true, false])
    assert.deepEqual(joins([...started, lifecycle('Stop'), joined(), lifecycle('Start')]), [true, true, false, true])
    assert.deepEqual(joins([lifecycle('Stop'), gap, joined()]), [false], 'it may have been started unheard')
  })
  it('does not turn an image that several pods share into a reason to name those pods', () => {
    const fact = {
      subject: { type: 'container' as const, uid: CONTAINER },
      relation: 'made-from' as const,
      object: { type: 'image' as const, uid: 'web:1' },
    }
    const [, event] = through([anEvent({ facts: [fact] }), anEvent({ entities: [anEntity('image', 'web:1')] })])
    assert.deepEqual(
      event?.entities.map(({ type }) => type),
      ['image'],
    )
  })
})
