/** Laws of the ledger: order, clocks and partitions change nothing of what it says. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { event, node, SECOND, T, wordsOf } from '../../test/said.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { isOwn } from '../model/own-event.ts'
import { createLedger } from './ledger.ts'

const SETTINGS = {
  silence: { least: 4_000, times: 2, others: 2, known: 2_000, seconds: 4 },
  lateness: 3_000,
  sensors: 5,
  nodes: 5,
}
const kubelet = (name: string): Entity => ({
  type: 'principal',
  uid: `system:node:${name}`,
  role: 'actor',
  known: 'recorded',
})
/** Some sensors on three nodes, which say sometimes that they live, and one of no node whose calls are of them; each with its second. */
const telling = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2 })), {
    minLength: 30,
    maxLength: 200,
  })
  .map((said) =>
    said
      .map(([who, second, about], line) =>
        who === 4
          ? event('kubernetes-audit', second, {
              class_name: 'API Activity',
              entities: [kubelet(`n${about}`), node(`n${about}`)],
              place: { source: 'kubernetes-audit', file: 'audit.log', line },
            })
          : event('falco', second, {
              place: { source: 'falco', file: `falco-${who}`, line },
              entities: [node(`n${who % 3}`)],
              details: { lost: about },
              ...(about === 1 && { operation: 'sensor heartbeat' }),
            }),
      )
      .toSorted((a, b) => a.time - b.time || a.place.line - b.place.line),
  )
const told = (words: readonly Event[]): string[] => words.map(({ uid, place }) => `${uid} ${place.line}`).toSorted()

describe('what the ledger says', () => {
  it('does not depend on the order in which records come, as long as they are not too late', () => {
    let spoken = 0
    fc.assert(
      fc.property(
        telling,
        fc.array(fc.integer({ min: 0, max: 2_999 }), { minLength: 200, maxLength: 200 }),
        (events, delays) => {
          const arrivals = events
            .map((each, index) => ({ each, at: each.time + (delays[index] ?? 0) }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ each }) => each)
          const words = wordsOf(events, createLedger(SETTINGS))
          assert.deepEqual(told(wordsOf(arrivals, createLedger(SETTINGS))), told(words))
          spoken += words.length
        },
      ),
      { numRuns: 100 },
    )
    assert.ok(spoken > 100, `only ${spoken} words were said`)
  })
  it('is the same with a clock that ticks', () => {
    fc.assert(
      fc.property(telling, fc.integer({ min: 100, max: 2_900 }), (events, tick) => {
        const ledger = createLedger(SETTINGS)
        let now = T
        const live = events.flatMap((each) => {
          const ticks: Event[] = []
          while (now < each.time) ticks.push(...(ledger.advance?.((now += tick)) ?? []))
          return [...ticks, ...ledger.observe(each)]
        })
        const words = [...live, ...(ledger.advance?.(T + 70 * SECOND) ?? []), ...(ledger.end?.() ?? [])].filter(isOwn)
        assert.deepEqual(told(words), told(wordsOf(events, createLedger(SETTINGS), 70)))
      }),
      { numRuns: 100 },
    )
  })
  it('of the sensors of a node is the same where each node has a ledger of its own', () => {
    const ofNodes = (words: readonly Event[]): Event[] =>
      words.filter(({ entities }) => entities.some(({ type }) => type === 'node'))
    fc.assert(
      fc.property(telling, (events) => {
        const parts = ['n0', 'n1', 'n2'].flatMap((name) =>
          wordsOf(
            events.filter(({ entities }) => entities.some(({ uid }) => uid === name)),
            createLedger(SETTINGS),
            70,
          ),
        )
        assert.deepEqual(told(ofNodes(parts)), told(ofNodes(wordsOf(events, createLedger(SETTINGS), 70))))
      }),
      { numRuns: 100 },
    )
  })
  it('is bounded, and the records of those that are not followed are counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9_999 })), { minLength: 40 }),
        (said) => {
          const ledger = createLedger(SETTINGS)
          for (const [name, second] of said)
            ledger.observe(
              event('falco', second, {
                place: { source: 'falco', file: String(name), line: 1 },
                entities: [node(`n${name}`)],
              }),
            )
          const { sensors, unfollowed } = ledger.snapshot()
          assert.ok(sensors.length <= 5)
          assert.ok(sensors.reduce((sum, { events }) => sum + events, unfollowed) <= said.length)
        },
      ),
      { numRuns: 50 },
    )
  })
})
