/** What an audit log shows of its policy, and where it has holes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { event, fieldsOf, range, SECOND, T, wordsOf } from '../../test/said.ts'
import type { Event } from '../model/event.ts'
import type { SetAside } from '../model/record.ts'
import { createLedger } from './ledger.ts'

interface Telling {
  readonly id?: string
  readonly stage?: 'started' | 'completed' | 'ended'
  readonly verb?: string
  readonly resource?: string
  readonly name?: string
  readonly level?: string
  readonly user?: string
  /** How many seconds before it was told the request was made. */
  readonly lasted?: number
}

const told = (second: number, telling: Telling = {}): Event => {
  const { id = `a${second}`, stage = 'completed', verb = 'update', resource = 'endpoints', lasted = 0.001 } = telling
  const { name = 'web', level = 'Request', user = 'ana' } = telling
  const asked = new Date(T + (second - lasted) * SECOND).toISOString()
  return event('kubernetes-audit', second, {
    uid: `${id} ${stage} ${level}`,
    class_name: 'API Activity',
    place: { source: 'kubernetes-audit', file: 'audit.log', line: Math.round(second * 10) + 1 },
    operation_uid: `${id} ${asked}`,
    views: [
      {
        logsource: {},
        fields: {
          level,
          verb,
          stage: stage === 'started' ? 'ResponseStarted' : 'ResponseComplete',
          user: { username: user },
          objectRef: { name, namespace: 'shop' },
          requestReceivedTimestamp: asked,
          derived: { resource, stage },
        },
      },
    ],
  })
}
/** That the request of this event was received. */
const received = ({ operation_uid = '', time, place }: Event): SetAside => ({
  place,
  kind: 'redundant',
  reason: '',
  part: { operation_uid, time },
})
const gapsOf = (words: readonly Event[]) => fieldsOf(words).filter((fields) => fields?.['finding'] === 'audit gap')

describe('the audit log', () => {
  it('shows the levels it is told at, and sessions whose beginning is missing', () => {
    const ledger = createLedger()
    const exec = { resource: 'pods/exec', verb: 'create', level: 'Metadata' }
    wordsOf(
      [
        told(0, { ...exec, verb: 'get' }),
        told(5, { ...exec, id: 'x', stage: 'started' }),
        told(9, { ...exec, id: 'x', stage: 'ended', lasted: 4.001 }),
        told(9, { ...exec, id: 'y', stage: 'ended', lasted: 4 }),
        told(9, { ...exec, id: 'older', stage: 'ended', lasted: 60 }),
      ],
      ledger,
    )
    const { levels, unstarted, missing } = ledger.snapshot().audit
    assert.deepEqual([unstarted, missing], [1, 0], 'of others like it the beginning was not told either')
    assert.deepEqual(levels, [
      {
        resource: 'pods/exec',
        told: { None: 0, Metadata: 5, Request: 0, RequestResponse: 0 },
        written: { None: 0, Metadata: 4, Request: 0, RequestResponse: 0 },
      },
    ])
  })
  it('has a gap where requests are answered that were never made, though others like them are told whole', () => {
    const events = range(0, 20).map((second) => told(second))
    const words = (lost: (second: number) => boolean): Event[] => {
      const ledger = createLedger()
      const said = events.flatMap((each, second) => {
        if (!lost(second)) ledger.aside(received(each))
        return ledger.observe(each)
      })
      return [...said, ...(ledger.end?.() ?? [])]
    }
    assert.deepEqual(gapsOf(words(() => false)), [])
    assert.deepEqual(gapsOf(words(() => true)), [], 'the policy omits the stage')
    assert.deepEqual(
      gapsOf(words((second) => second === 10 || second === 12)).map((fields) => [
        fields?.['reason'],
        fields?.['requests'],
      ]),
      [
        ['stage missing', 1],
        ['stage missing', 1],
      ],
    )
  })
  it('has a gap where it suddenly says much less than in its quietest minutes', () => {
    const minute = (number: number, records: number): Event[] =>
      range(0, records).map((each) => told(number * 60 + (each * 60) / records))
    const busy = range(0, 20).flatMap((number) => minute(number, number % 5 === 0 ? 300 : 60))
    const after = (records: number): Event[] => range(20, 26).flatMap((number) => minute(number, records))
    assert.deepEqual(gapsOf(wordsOf([...busy, ...after(40)])), [])
    assert.deepEqual(
      gapsOf(wordsOf([...busy, ...after(6)])).map(({ reason, rate, usual, since } = {}) => [
        reason,
        rate,
        usual,
        since,
      ]),
      [['rate collapsed', 6, 60, '2026-01-01T00:20:00.000Z']],
    )
  })
  it('has a gap where the same requests are told at a lower level', () => {
    const tellings = (levels: readonly string[], more: Telling = {}): Event[] =>
      levels.map((level, index) => told(index * 10, { level, id: `${index}`, ...more }))
    const [high, low] = ['RequestResponse', 'Metadata']
    assert.deepEqual(gapsOf(wordsOf(tellings([high, high, high, low, low, low]))), [
      {
        finding: 'audit gap',
        sensor: 'kubernetes-audit',
        file: 'audit.log',
        since: '2026-01-01T00:00:20.000Z',
        seconds: 20,
        reason: 'level dropped',
        verb: 'update',
        resource: 'endpoints',
        level: 'Metadata',
        level_before: 'RequestResponse',
      },
    ])
    for (const levels of [
      [low, low, low, high, high, high],
      [high, low, low, high, low, low, low],
      [high, high, high, low, high, low, low, low],
      [high, high, high, low],
    ])
      assert.deepEqual(gapsOf(wordsOf(tellings(levels))), [], levels.join())
    const many = range(0, 100).flatMap((name) => tellings([high, high, high, low, low], { name: `n${name}` }))
    assert.equal(gapsOf(wordsOf(many.toSorted((a, b) => a.time - b.time))).length, 10, 'never a flood')
  })
  it('has a gap where its server was started again', () => {
    const start = { user: 'system:apiserver', verb: 'get', resource: 'clusterroles', name: 'cluster-admin' }
    const all = [
      told(0.5, start),
      ...range(1, 200).map((second) => told(second)),
      ...range(210, 220).map((second) => told(second)),
    ]
    const restart = told(211.5, start)
    const words = wordsOf([...all, restart].toSorted((a, b) => a.time - b.time))
    assert.deepEqual(
      gapsOf(words).map(({ reason, since, until } = {}) => [reason, since, until]),
      [['server restarted', '2026-01-01T00:03:19.000Z', '2026-01-01T00:03:30.000Z']],
    )
    assert.deepEqual(gapsOf(wordsOf(all)), [], 'it began with the log')
  })
})

it('the gaps do not depend on the order in which records come', () => {
  const levels = ['Metadata', 'Request']
  const one = fc.tuple(
    fc.integer({ min: 0, max: 90 }),
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    fc.integer({ min: 0, max: 3_900 }),
  )
  let spoken = 0
  fc.assert(
    fc.property(fc.array(one, { minLength: 30, maxLength: 150 }), (tellings) => {
      const items = tellings.flatMap(([second, name, isWhole, delay], index) => {
        const level = levels[second < 45 ? 1 : name % 2]
        const each = told(second, { id: `r${index}`, name: `n${name}`, level: level ?? '' })
        return [
          ...(isWhole || index % 4 > 0 ? [{ item: received(each), at: each.time }] : []),
          { item: each, at: each.time + delay },
        ]
      })
      const said = (ordered: typeof items): string[] => {
        const ledger = createLedger()
        const words = ordered.flatMap(({ item }) => ('kind' in item ? (ledger.aside(item), []) : ledger.observe(item)))
        return gapsOf([...words, ...(ledger.end?.() ?? [])])
          .map((fields) => JSON.stringify(fields))
          .toSorted()
      }
      const inOrder = said(items.toSorted((a, b) => timeOf(a.item) - timeOf(b.item)))
      assert.deepEqual(said(items.toSorted((a, b) => a.at - b.at)), inOrder)
      spoken += inOrder.length
    }),
    { numRuns: 60 },
  )
  assert.ok(spoken > 50, `only ${spoken} were said`)
})
const timeOf = (item: Event | SetAside): number => ('kind' in item ? (item.part?.time ?? 0) : item.time)
