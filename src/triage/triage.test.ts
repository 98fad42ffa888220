import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aMatch, anEntity, anEvent } from '../../test/fixture.ts'
import type { Event } from '../model/event.ts'
import { triage } from './triage.ts'

const exec = (given: { time: number; who?: string; command?: string; pod?: string } & Partial<Event>): Event =>
  anEvent({
    command: 'sh',
    entities: [anEntity('principal', given.who ?? 'ana', 'actor'), anEntity('pod', given.pod ?? 'shop/web')],
    ...given,
  })
const tell = (events: readonly Event[]) => {
  const stage = triage()
  return events.map((event) => stage.observe(aMatch({ events: [event], time: event.time })))
}

describe('triage', () => {
  it('tells a thousand repetitions as one alert with a count', () => {
    const told = tell(Array.from({ length: 1_000 }, (_, index) => exec({ time: index * 1_000 })))
    assert.equal(new Set(told.flat().map(({ uid }) => uid)).size, 1)
    assert.equal(told.at(-1)?.[0]?.count, 1_000)
    assert.equal(told.at(-1)?.[0]?.records.length, 100, 'its evidence is bounded')
  })
  for (const [what, other] of Object.entries({
    'actor (D27)': { who: 'ben' },
    'command (D27)': { command: 'cat /etc/shadow' },
    target: { pod: 'shop/db' },
  }))
    it(`never swallows a second ${what} in a repetition`, () => {
      const told = tell([exec({ time: 0 }), exec({ time: 1 }), exec({ time: 2, ...other }), exec({ time: 3 })]).flat()
      assert.equal(new Set(told.map(({ uid }) => uid)).size, 2)
    })
  it('tells what counts by its group: other things counted are no other alert, another group or actor is', () => {
    const sweep = (time: number, pods: readonly string[], group: string, who = 'ana') => {
      const [first, ...rest] = pods.map((pod, index) => exec({ time: time + index, pod, who, command: `look ${pod}` }))
      return aMatch({ rule: 'counted', events: [first as Event, ...rest], time: time + pods.length, group: [group] })
    }
    const stage = triage()
    const told = [
      sweep(0, ['a', 'b'], 'ana'),
      sweep(300_000, ['c', 'b'], 'ana'),
      sweep(600_000, ['d', 'e'], 'ana'),
      sweep(600_000, ['d', 'e'], 'shop'),
      sweep(600_000, ['d', 'e'], 'ana', 'ben'),
    ].flatMap((match) => stage.observe(match))
    assert.equal(new Set(told.map(({ uid }) => uid)).size, 3)
    assert.deepEqual(
      told.map(({ count }) => count),
      [1, 2, 3, 1, 1],
    )
    assert.equal(told[2]?.records.length, 6, 'and it holds what was counted each time')
  })
  it('takes who began a flow for who acted in it, and no stranger, of whom there are many', () => {
    const flow = (time: number, from: string, type: 'pod' | 'address'): Event =>
      anEvent({ time, entities: [anEntity(type, from, 'origin'), anEntity('pod', 'shop/db')] })
    const count = (flows: readonly Event[]): number =>
      new Set(
        tell(flows)
          .flat()
          .map(({ uid }) => uid),
      ).size
    assert.equal(count([flow(0, 'shop/web', 'pod'), flow(1, 'shop/mallory', 'pod')]), 2)
    assert.equal(count([flow(0, '198.51.100.1', 'address'), flow(1, '198.51.100.2', 'address')]), 1)
  })
  it('has news again when it was quiet for an hour', () => {
    const told = tell([exec({ time: 0 }), exec({ time: 3_600_000 })]).flat()
    assert.equal(new Set(told.map(({ uid }) => uid)).size, 2)
  })
  it('says nothing more when a sequence completes again on records that it has told', () => {
    const stage = triage()
    const events = [exec({ time: 0 }), exec({ time: 1 })] as const
    assert.equal(stage.observe(aMatch({ events, members: ['x'] })).length, 1)
    assert.deepEqual(stage.observe(aMatch({ events, members: ['x'] })), [])
  })
  it('begins with the first record of its day, and not with what was known long before', () => {
    const [now, hour, week] = [1_000_000_000, 3_600_000, 604_800_000]
    const begun = (...before: readonly number[]): number | undefined => {
      const [first, ...rest] = [...before.map((ago) => exec({ time: now - ago })), exec({ time: now })]
      return triage().observe(aMatch({ events: [first as Event, ...rest], time: now }))[0]?.time
    }
    assert.equal(begun(week), now)
    assert.equal(begun(week, hour), now - hour)
    assert.equal(begun(hour), now - hour)
  })
  it('gives an alert the same id in every replay', () => {
    const events = [exec({ time: 0 }), exec({ time: 7_200_000 })]
    const ids = (): string[] =>
      tell(events)
        .flat()
        .map(({ uid }) => uid)
    assert.deepEqual(ids(), ids())
    assert.equal(new Set(ids()).size, 2)
  })
})
