/** Records of any source are moved in time: all that they state, by the same, as finely as it was stated. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { moved, timeOf } from './retime.ts'

const AUDIT = {
  requestReceivedTimestamp: '2026-05-04T10:00:00.123456Z',
  stageTimestamp: '2026-05-04T10:00:01.000000Z',
  requestObject: { metadata: { creationTimestamp: '2026-05-04T09:00:00Z' } },
  responseStatus: { code: 201 },
}
const ENGINE = { time: 1_777_888_800, timeNano: 1_777_888_800_500_000_000, Actor: { Attributes: { exitCode: '137' } } }

test('the time of a record is the latest that it states of itself', () => {
  assert.equal(timeOf(AUDIT), Date.parse('2026-05-04T10:00:01Z'))
  assert.equal(timeOf(ENGINE), 1_777_888_800_500)
  assert.equal(timeOf({ State: { StartedAt: '2026-05-04T10:00:00Z' } }), Date.parse('2026-05-04T10:00:00Z'))
  assert.equal(timeOf({ code: 1_777_888_800, verb: 'get' }), undefined)
})

test('every time moves, and nothing else', () => {
  assert.deepEqual(moved(AUDIT, 61_000), {
    requestReceivedTimestamp: '2026-05-04T10:01:01.123456Z',
    stageTimestamp: '2026-05-04T10:01:02.000000Z',
    requestObject: { metadata: { creationTimestamp: '2026-05-04T09:01:01.000Z' } },
    responseStatus: { code: 201 },
  })
  assert.deepEqual(moved(ENGINE, 2_000), {
    time: 1_777_888_802,
    timeNano: 1_777_888_802_500_000_000,
    Actor: { Attributes: { exitCode: '137' } },
  })
})

test('seconds in words are a time where their field says so, and keep their fraction', () => {
  const flow = { time: '1795323125.896224', original: { sport: 57552 }, id: '1795323125' }
  assert.equal(timeOf(flow), 1_795_323_125_896.224)
  assert.deepEqual(moved(flow, 61_004), { ...flow, time: '1795323186.900224' })
})

test('property: a record that is moved tells the later time', () => {
  const time = fc.integer({ min: Date.UTC(2002, 0), max: Date.UTC(2100, 0) })
  fc.assert(
    fc.property(time, fc.integer({ min: -86_400_000, max: 86_400_000 }), (then, delta) => {
      const record = { stageTimestamp: new Date(then).toISOString() }
      assert.equal(timeOf(moved(record, delta)), then + delta)
    }),
  )
})
