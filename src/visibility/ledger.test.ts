/** The ledger: what was heard, what was silent while others spoke, and what a container left behind. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Event } from '../model/event.ts'
import { createLedger } from './ledger.ts'

const T = Date.parse('2026-01-01T00:00:00Z')
const SECOND = 1_000

/** An event of a sensor, so many seconds after the beginning. */
const event = (source: string, seconds: number, more: Partial<Event> = {}): Event => ({
  uid: `${source}${seconds}`,
  time: T + seconds * SECOND,
  place: { source, file: `${source}.log`, line: 1 },
  class_name: 'Process Activity',
  activity_name: 'Launch',
  message: '',
  entities: [],
  views: [],
  facts: [],
  raw: {},
  ...more,
})
const node = (uid: string) => ({ type: 'node', uid, role: 'context', known: 'recorded' }) as const
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index)

describe('a sensor', () => {
  it('is silent when it says nothing for a minute while others do, and live again when it speaks', () => {
    const ledger = createLedger()
    for (const second of range(0, 300)) {
      ledger.observe(event('hubble', second))
      if (second < 100 || second >= 200) ledger.observe(event('falco', second))
      const [worst] = ledger.coverage(T + second * SECOND).sensors
      assert.equal(worst?.state, second > 159 && second < 200 ? 'silent' : 'live', `at ${second}`)
    }
    const falco = ledger.snapshot().sensors.find(({ source }) => source === 'falco')
    assert.deepEqual(falco?.silences, [{ from: T + 99 * SECOND, to: T + 200 * SECOND, others: 101 }])
    // Afterwards it is still known that it was not watching then.
    assert.deepEqual(ledger.coverage(T + 120 * SECOND).sensors[0], {
      source: 'falco',
      file: 'falco.log',
      state: 'silent',
      heard: T + 99 * SECOND,
    })
  })
  it('is not silent where nobody says anything', () => {
    const ledger = createLedger()
    for (const second of [0, 1, 2, 5_000]) ledger.observe(event('falco', second))
    ledger.observe(event('hubble', 6_000))
    assert.deepEqual(
      ledger.snapshot().sensors.map(({ state, silences }) => [state, silences]),
      [
        ['live', []],
        ['live', []],
      ],
    )
  })
  it('that speaks seldom is given longer', () => {
    const ledger = createLedger()
    for (const second of range(0, 2_000)) {
      ledger.observe(event('hubble', second))
      if (second % 50 === 0) ledger.observe(event('falco', second))
    }
    for (const second of range(2_000, 2_100)) ledger.observe(event('hubble', second))
    assert.equal(ledger.coverage(T + 2_099 * SECOND).live, 2)
  })
  it('says itself that it was not listening', () => {
    const ledger = createLedger()
    ledger.observe(event('docker-engine', 0, { class_name: 'Inventory Info', entities: [node('n1')] }))
    ledger.observe(
      event('docker-engine', 90, {
        operation: 'engine gap',
        class_name: 'Inventory Info',
        message: 'not heard',
        details: { start_time: T + 10 * SECOND },
      }),
    )
    const [sensor] = ledger.snapshot().sensors
    assert.deepEqual(
      [sensor?.node, sensor?.gaps],
      ['n1', [{ from: T + 10 * SECOND, to: T + 90 * SECOND, reason: 'not heard' }]],
    )
    assert.equal(ledger.coverage(T + 50 * SECOND).sensors[0]?.state, 'gap')
  })
  it('of another node covers nothing here', () => {
    const ledger = createLedger()
    for (const name of ['n1', 'n2'])
      ledger.observe(event('falco', 1, { place: { source: 'falco', file: name, line: 1 }, entities: [node(name)] }))
    ledger.observe(event('kubernetes-audit', 1, { class_name: 'API Activity', entities: [node('n9')] }))
    const { known, sensors } = ledger.coverage(T + 2 * SECOND, [node('n1')])
    assert.equal(known, 2)
    assert.deepEqual(
      sensors.map((each) => each.node),
      ['n1', undefined],
    )
  })
  it('counts what was set aside, and how late its records came', () => {
    const ledger = createLedger()
    ledger.observe({ place: { source: 'falco', file: 'falco.log', line: 1 }, kind: 'unreadable', reason: '' })
    assert.equal(ledger.snapshot().sensors[0]?.state, 'unheard')
    assert.equal(ledger.coverage(T).known, 0)
    ledger.observe(event('hubble', 30))
    ledger.observe(event('falco', 10))
    const falco = ledger.snapshot().sensors.find(({ source }) => source === 'falco')
    assert.deepEqual([falco?.lag, falco?.setAside.unreadable, falco?.events], [20 * SECOND, 1, 1])
  })
})

it('is bounded, says what it does not follow, and gives the same for the same events', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 9_999 })), { minLength: 40 }),
      (said) => {
        const settings = { silence: { least: 10, times: 2, others: 3 }, sensors: 5, nodes: 5 }
        const [one, two] = [createLedger(settings), createLedger(settings)]
        for (const [name, second] of said) {
          const told = event('falco', second, {
            place: { source: 'falco', file: String(name), line: 1 },
            entities: [node(`n${name}`)],
          })
          one.observe(told)
          two.observe(told)
          one.coverage(told.time)
        }
        const { sensors, unfollowed } = one.snapshot()
        assert.ok(sensors.length <= 5)
        assert.equal(
          sensors.reduce((sum, { events }) => sum + events, unfollowed),
          said.length,
        )
        assert.deepEqual(one.snapshot(), two.snapshot())
      },
    ),
    { numRuns: 50 },
  )
})

describe('containers', () => {
  const container = (digit: string) =>
    ({ type: 'container', uid: digit.repeat(64), role: 'target', known: 'recorded' }) as const
  const step = (digit: string, operation: string, seconds: number, more: Partial<Event> = {}): Event =>
    event('docker-engine', seconds, {
      operation,
      class_name: 'Application Lifecycle',
      entities: [container(digit)],
      ...more,
    })
  const ledger = createLedger()
  for (const each of [
    step('a', 'container create', 0),
    step('a', 'container start', 1),
    step('a', 'container inspect', 1, { raw: { object: { HostConfig: { LogConfig: { Type: 'none' } } } } }),
    step('a', 'container die', 1.5, { details: { exit_code: 0 } }),
    step('b', 'container create', 0),
    step('b', 'container inspect', 0, { raw: { HostConfig: { LogConfig: { Type: 'json-file' } } } }),
    step('c', 'container die', 3),
  ])
    ledger.observe(each)
  const { lives, drivers, unlogged } = ledger.snapshot().containers

  it('are counted by how long they lived and by what was recorded of them', () => {
    assert.deepEqual(
      lives.map(({ life, containers, recorded: { created, started, ended, inspected, exit_code } }) => [
        life,
        containers,
        created + started + ended + inspected + exit_code,
      ]),
      [
        ['under 1 s', 1, 5],
        ['not started', 1, 2],
        ['unknown', 1, 1],
      ],
    )
  })
  it('without a log are named', () => {
    assert.deepEqual(drivers, [
      { driver: 'none', containers: 1 },
      { driver: 'json-file', containers: 1 },
    ])
    assert.deepEqual(unlogged, [{ container: 'a'.repeat(64) }])
  })
})

describe('the audit log', () => {
  const told = (
    seconds: number,
    stage: string,
    more: Partial<Event> = {},
    verb = 'create',
    level = 'Metadata',
  ): Event =>
    event('kubernetes-audit', seconds, {
      class_name: 'API Activity',
      raw: { level, verb, stage: 'ResponseComplete' },
      views: [{ logsource: {}, fields: { derived: { resource: 'pods/exec', stage } } }],
      ...more,
    })
  it('shows the levels it is told at, and sessions whose beginning is missing', () => {
    const ledger = createLedger()
    ledger.observe(told(0, 'completed', {}, 'get'))
    ledger.observe(told(5, 'started', { operation_uid: 'x' }))
    ledger.observe(told(9, 'ended', { operation_uid: 'x', details: { duration: 4_000 } }))
    ledger.observe(told(9, 'ended', { operation_uid: 'y', details: { duration: 4_000 } }))
    ledger.observe(told(9, 'ended', { operation_uid: 'older', details: { duration: 60_000 } }))
    const { levels, unstarted } = ledger.snapshot().audit
    assert.equal(unstarted, 1)
    assert.deepEqual(levels, [
      {
        resource: 'pods/exec',
        told: { None: 0, Metadata: 5, Request: 0, RequestResponse: 0 },
        written: { None: 0, Metadata: 4, Request: 0, RequestResponse: 0 },
      },
    ])
  })
})
