/** The ledger: what was heard, what was silent while others spoke, and what was lost. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { event, fieldsOf, node, range, SECOND, T, wordsOf } from '../../test/said.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { isOwn } from '../model/own-event.ts'
import { createLedger } from './ledger.ts'

describe('a sensor', () => {
  it('is silent when it says nothing for longer than it is used to while others do, and live again when it speaks', () => {
    const ledger = createLedger()
    const words: [number, unknown][] = []
    for (const second of range(0, 300)) {
      const said = ledger.observe(event('hubble', second))
      if (second < 100 || second >= 200) said.push(...ledger.observe(event('falco', second)))
      const [worst] = ledger.coverage(T + second * SECOND).sensors
      assert.equal(worst?.state, second >= 144 && second < 200 ? 'silent' : 'live', `at ${second}`)
      for (const fields of fieldsOf(said)) words.push([second, fields])
    }
    const falco = ledger.snapshot().sensors.find(({ source }) => source === 'falco')
    assert.deepEqual(falco?.silences, [{ from: T + 99 * SECOND, to: T + 200 * SECOND, others: 101 }])
    const who = { sensor: 'falco', file: 'falco.log', since: '2026-01-01T00:01:39.000Z' }
    assert.deepEqual(words, [
      [144, { finding: 'sensor silent', ...who, seconds: 40, others: 39, heard: ['hubble'], beats: false, usual: 1 }],
      [206, { finding: 'sensor heard again', ...who, until: '2026-01-01T00:03:20.000Z', seconds: 101, others: 101 }],
    ])
    // Afterwards it is still known that it was not watching then.
    assert.deepEqual(ledger.coverage(T + 120 * SECOND).sensors[0], {
      source: 'falco',
      file: 'falco.log',
      state: 'silent',
      heard: T + 99 * SECOND,
    })
  })
  it('is not silent where nobody says anything, nor where the recording ends', () => {
    const events = [...range(0, 50), 5_000].map((second) => event('falco', second))
    assert.deepEqual(wordsOf([...events, event('hubble', 6_000)]), [])
  })
  it('is told to be silent by the clock, within a minute, while one other sensor alone is heard', () => {
    const ledger = createLedger({ live: true })
    ledger.advance?.(T)
    const heard = (second: number): boolean => second <= 100
    const said = range(0, 170).flatMap((second) => {
      const events = [
        ...(second % 10 === 0 && heard(second) ? [event('falco', second)] : []),
        ...(second % 10 === 3 ? [event('hubble', second)] : []),
      ]
      const words = [
        ...events.flatMap((each) => ledger.observe(each)),
        ...(ledger.advance?.(T + second * SECOND) ?? []),
      ]
      return words.filter(isOwn).map((word) => [second, word.views[0]?.fields['finding']])
    })
    assert.deepEqual(said, [[145, 'sensor silent']])
  })
  it('that was not heard any more when somebody began to look is told of, and nobody while what was there is read', () => {
    const ledger = createLedger({ live: true })
    const history = [
      ...range(0, 100).map((second) => event('falco', second)),
      ...range(0, 900).map((second) => event('hubble', second)),
    ]
    assert.deepEqual(fieldsOf(history.flatMap((each) => ledger.observe(each))), [])
    const words = range(900, 960).flatMap((second) => [
      ...(ledger.advance?.(T + second * SECOND) ?? []),
      ...ledger.observe(event('hubble', second)),
    ])
    assert.deepEqual(
      fieldsOf(words).map((fields) => [fields?.['sensor'], fields?.['since'], fields?.['finding']]),
      [['falco', '2026-01-01T00:01:39.000Z', 'sensor silent']],
    )
  })
  it('that speaks seldom is given longer, and so is one whose records come late', () => {
    const seldom = range(0, 2_000).flatMap((second) => [
      event('hubble', second),
      ...(second % 50 === 0 ? [event('falco', second)] : []),
    ])
    assert.deepEqual(wordsOf([...seldom, ...range(2_000, 2_040).map((second) => event('hubble', second))]), [])
    const late = createLedger({ live: true })
    late.advance?.(T)
    const words = range(0, 4_000).flatMap((second) => [
      ...(late.advance?.(T + second * SECOND) ?? []),
      ...late.observe(event('hubble', second)),
      // Ten minutes of flows at a time, as clouds deliver them.
      ...(second % 600 === 0 ? range(second - 600, second).flatMap((at) => late.observe(event('vpc-flow', at))) : []),
    ])
    assert.deepEqual(
      fieldsOf(words).filter((fields) => fields?.['finding'] === 'sensor silent').length,
      1,
      'the first time',
    )
  })
  it('that pauses for long is told of three times a day at most', () => {
    const night = range(0, 86_400 / 10).map((tenth) => event('hubble', tenth * 10))
    const falco = range(0, 86_400).filter((second) => second < 600 || second % 300 === 0)
    const all = [...night, ...falco.map((second) => event('falco', second))].toSorted((a, b) => a.time - b.time)
    const silent = fieldsOf(wordsOf(all)).filter((fields) => fields?.['finding'] === 'sensor silent')
    assert.equal(silent.length, 3)
  })
  it('says itself that it was not listening', () => {
    const ledger = createLedger()
    const words = [
      event('docker-engine', 0, { class_name: 'Inventory Info', entities: [node('n1')] }),
      event('docker-engine', 90, {
        operation: 'engine gap',
        class_name: 'Inventory Info',
        message: 'not heard',
        details: { start_time: T + 10 * SECOND },
      }),
    ]
    assert.deepEqual(fieldsOf(wordsOf(words, ledger)), [
      {
        finding: 'sensor gap',
        sensor: 'docker-engine',
        file: 'docker-engine.log',
        node: 'n1',
        since: '2026-01-01T00:00:10.000Z',
        until: '2026-01-01T00:01:30.000Z',
        seconds: 80,
        reason: 'not heard',
      },
    ])
    const [sensor] = ledger.snapshot().sensors
    assert.deepEqual(
      [sensor?.node, sensor?.gaps],
      ['n1', [{ from: T + 10 * SECOND, to: T + 90 * SECOND, reason: 'not heard' }]],
    )
    assert.equal(ledger.coverage(T + 50 * SECOND).sensors[0]?.state, 'gap')
  })
  it('says what it lost, since when, once in five minutes', () => {
    const lost = (second: number, details: Event['details']): Event =>
      event('suricata', second, { details: details ?? {} })
    const words = wordsOf([
      lost(0, { lost_total: 1_000 }),
      lost(10, { lost_total: 1_000 }),
      ...range(2, 40).map((tenth) => lost(tenth * 10, { lost_total: 1_000 + tenth })),
      lost(600, { lost_total: 5 }),
    ])
    assert.deepEqual(
      fieldsOf(words).map((fields) => [fields?.['finding'], fields?.['lost'], fields?.['since'], fields?.['until']]),
      [
        ['sensor lost', 2, '2026-01-01T00:00:10.000Z', '2026-01-01T00:00:20.000Z'],
        ['sensor lost', 29, '2026-01-01T00:00:20.000Z', '2026-01-01T00:05:10.000Z'],
        ['sensor lost', 13, '2026-01-01T00:05:10.000Z', '2026-01-01T00:10:00.000Z'],
      ],
    )
    assert.deepEqual(
      fieldsOf(wordsOf([lost(1, { lost: 3 }), lost(1, { lost: 4 })])).map((fields) => fields?.['lost']),
      [7],
    )
  })
  it('of another node covers nothing here, and is not held against what is said there', () => {
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
    const on = (name: string, second: number): Event =>
      event('falco', second, { place: { source: 'falco', file: name, line: second }, entities: [node(name)] })
    const shutDown = range(0, 300).flatMap((second) => [on('n2', second), ...(second < 100 ? [on('n1', second)] : [])])
    assert.deepEqual(wordsOf(shutDown), [], 'the whole node went')
    const called = (who: Entity, more: Partial<Event> = {}): unknown[] => {
      const calls = range(0, 300).map((second) =>
        event('kubernetes-audit', second, { class_name: 'API Activity', entities: [who, node('n1')], ...more }),
      )
      const words = wordsOf([...shutDown, ...calls].toSorted((a, b) => a.time - b.time))
      return fieldsOf(words).map((fields) => [fields?.['finding'], fields?.['node'], fields?.['heard']])
    }
    const caller = (uid: string): Entity => ({ type: 'principal', uid, role: 'actor', known: 'recorded' })
    const session: Entity = { type: 'session', uid: 's', role: 'context', known: 'recorded' }
    const silent = [['sensor silent', 'n1', ['kubernetes-audit']]]
    assert.deepEqual(called(caller('system:node:n1')), silent, 'its kubelet calls')
    assert.deepEqual(called(session), silent, 'sessions reach its pods')
    assert.deepEqual(called(session, { status: 'Failure' }), [])
    assert.deepEqual(called(caller('system:node:n2')), [])
    assert.deepEqual(
      called(caller('system:serviceaccount:kube-system:node-controller')),
      [],
      'what is left is cleared up',
    )
  })
  it('is waited for where all were away together, and one is back before the others', () => {
    const on = (source: string, seconds: readonly number[]): Event[] =>
      seconds.map((second) => event(source, second, { entities: [node('n1')] }))
    const [before, after] = [range(0, 100), range(300, 500)]
    const saidOf = (falco: readonly number[]): unknown[] =>
      fieldsOf(
        wordsOf([...on('falco', falco), ...on('engine', [...before, ...after])].toSorted((a, b) => a.time - b.time)),
      ).map((fields) => [fields?.['finding'], fields?.['sensor'], fields?.['since'], fields?.['seconds']])
    assert.deepEqual(saidOf([...before, ...range(330, 500)]), [])
    assert.deepEqual(saidOf(before), [['sensor silent', 'falco', '2026-01-01T00:01:39.000Z', 241]])
  })
  it('that never says that it lives is not silent while nothing happens', () => {
    const words = (beats: readonly string[], happens: boolean): unknown[] =>
      wordsOf(
        range(0, 60).flatMap((tick) => {
          const isBusy = happens || tick < 20
          const heard = (source: string): boolean => (source === 'ctr' ? tick < 20 : true)
          return ['engine', 'ctr']
            .filter(heard)
            .flatMap((source) => [
              ...(isBusy ? [event(source, tick * 5)] : []),
              ...(beats.includes(source) ? [event(source, tick * 5 + 1, { operation: 'sensor heartbeat' })] : []),
            ])
        }),
      ).flatMap(({ views }) => [views[0]?.fields['sensor'], views[0]?.fields['beats']])
    assert.deepEqual(words(['engine'], false), [], 'the engine says that it lives, and nothing else')
    assert.deepEqual(words(['engine'], true), ['ctr', false])
    assert.deepEqual(words(['engine', 'ctr'], false), ['ctr', true], 'it would have said that it lives')
  })
  it('stays one where its log is rotated', () => {
    const files = ['audit-2026-01-01T00-10-00.000.log', 'audit.log.2.gz', 'audit.log-20260101', 'audit.log']
    const ledger = createLedger()
    for (const [index, file] of files.entries())
      for (const second of range(index * 100, index * 100 + 100))
        ledger.observe(event('kubernetes-audit', second, { place: { source: 'kubernetes-audit', file, line: second } }))
    assert.deepEqual(
      ledger.snapshot().sensors.map(({ file, events }) => [file, events]),
      [['audit.log', 400]],
    )
  })
  it('is no container, whose log ends with it', () => {
    const id = (number: number): string => number.toString(16).padStart(64, '0')
    const logs = [
      (number: number) => `/var/lib/docker/containers/${id(number)}/${id(number)}-json.log`,
      (number: number) => `/var/log/pods/shop_web-${number}_0a1b/web/0.log`,
      (number: number) => `/var/log/containers/web-${number}_shop_web-${id(number)}.log`,
    ]
    const ledger = createLedger()
    const events = range(0, 400).flatMap((second) =>
      logs.map((log) =>
        event('container-log', second, {
          place: { source: 'container-log', file: log(Math.floor(second / 100)), line: second },
        }),
      ),
    )
    assert.deepEqual(wordsOf(events, ledger), [])
    assert.deepEqual(
      ledger.snapshot().sensors.map(({ file, events: count }) => [file, count]),
      [
        ['/var/lib/docker/containers/*', 400],
        ['/var/log/containers/*', 400],
        ['/var/log/pods/*', 400],
      ],
    )
  })
  it('counts what was set aside, and how late its records usually come', () => {
    const ledger = createLedger()
    ledger.aside({ place: { source: 'falco', file: 'falco.log', line: 1 }, kind: 'unreadable', reason: '' })
    assert.equal(ledger.snapshot().sensors[0]?.state, 'unheard')
    assert.equal(ledger.coverage(T).known, 0)
    ledger.observe(event('hubble', 30))
    for (const second of [10, 11, 12]) ledger.observe(event('falco', second))
    ledger.observe(event('hubble', 31))
    const falco = ledger.snapshot().sensors.find(({ source }) => source === 'falco')
    assert.deepEqual([falco?.lag, falco?.setAside.unreadable, falco?.events], [13 * SECOND, 1, 3])
  })
  it('from the future makes nobody silent', () => {
    const ledger = createLedger({ live: true })
    const words = range(0, 100).flatMap((second) => [
      ...(ledger.advance?.(T + second * SECOND) ?? []),
      ...['falco', 'hubble'].flatMap((source) => ledger.observe(event(source, second))),
      ...ledger.observe(event('tetragon', 1e9)),
    ])
    assert.deepEqual(fieldsOf(words), [])
  })
})
