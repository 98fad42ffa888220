/** Workloads that somebody should see and nobody does. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { event, fieldsOf, node, range, wordsOf } from '../../test/said.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { createLedger } from './ledger.ts'

const idOf = (number: number): string => number.toString(16).padStart(64, '0')
const container = (number: number): Entity => ({
  type: 'container',
  uid: idOf(number),
  name: `c${number}`,
  role: 'target',
  known: 'recorded',
})
const start = (number: number, second: number): Event =>
  event('docker-engine', second, {
    operation: 'container start',
    class_name: 'Application Lifecycle',
    activity_name: 'Start',
    entities: [container(number), node('n1'), { type: 'principal', uid: 'ana', role: 'actor', known: 'recorded' }],
  })
const ran = (number: number, second: number): Event =>
  event('tetragon', second, { entities: [container(number), node('n1')] })
const sent = (number: number, second: number): Event =>
  event('hubble', second, { class_name: 'Network Activity', entities: [{ ...container(number), role: 'origin' }] })
const unseenIn = (events: readonly Event[], ledger = createLedger()) =>
  fieldsOf(
    wordsOf(
      events.toSorted((a, b) => a.time - b.time),
      ledger,
    ),
  ).filter((fields) => fields?.['finding'] === 'workload unseen')

describe('a container', () => {
  const neighbours = (kind: typeof ran): Event[] =>
    range(1, 11).flatMap((number) => [start(number, number * 10), kind(number, number * 10 + 1)])
  const later = (kind: typeof ran): Event[] => range(100, 400).map((second) => kind(1, second))

  it('whose processes nobody tells of is told, where those of its neighbours are', () => {
    const ledger = createLedger()
    assert.deepEqual(unseenIn([...neighbours(ran), start(99, 200), ...later(ran)], ledger), [
      {
        finding: 'workload unseen',
        container: { id: idOf(99), name: 'c99' },
        node: 'n1',
        since: '2026-01-01T00:03:20.000Z',
        seconds: 60,
        unseen: 'processes',
      },
    ])
    assert.deepEqual(ledger.snapshot().unseen, [
      { unseen: 'processes', containers: 11, missed: 1 },
      { unseen: 'traffic', containers: 0, missed: 0 },
    ])
  })
  it('whose traffic nobody tells of is told too, and who started it is not blamed', () => {
    const words = wordsOf([...neighbours(sent), start(99, 200), ...later(sent)].toSorted((a, b) => a.time - b.time))
    const [word] = words.filter(({ operation }) => operation === 'workload unseen')
    assert.equal(word?.views[0]?.fields['unseen'], 'traffic')
    assert.deepEqual(
      word?.entities.map(({ type, role }) => [type, role]),
      [
        ['container', 'target'],
        ['node', 'context'],
      ],
    )
    assert.equal(word?.place.file, 'docker-engine.log')
  })
  it('is not missed where nobody tells of such things, of few, or of nobody any more', () => {
    const quiet = range(100, 400).map((second) => event('falco', second))
    assert.deepEqual(unseenIn([...range(1, 30).map((number) => start(number, number)), ...quiet]), [])
    const few = range(1, 30).flatMap((number) => [start(number, number), ...(number % 2 ? [ran(number, number)] : [])])
    assert.deepEqual(unseenIn([...few, ...later(ran)]), [])
    assert.deepEqual(unseenIn([...neighbours(ran), start(99, 200), ...quiet]), [], 'the sensor is silent')
  })
  it('that was heard of before its engine told of it was heard', () => {
    assert.deepEqual(unseenIn([...neighbours(ran), ran(99, 195), start(99, 200), ...later(ran)]), [])
  })
  it('is no flood where a sensor goes deaf to all of them', () => {
    const deaf = range(20, 200).map((number) => start(number, 110 + number))
    assert.ok(unseenIn([...neighbours(ran), ...deaf, ...later(ran)]).length <= 5)
  })
  it('without a log is told once', () => {
    const inspected = (second: number, type: string, isRunning = false): Event =>
      event('docker-engine', second, {
        operation: 'container inspect',
        class_name: 'Inventory Info',
        entities: [container(7), node('n1')],
        raw: { HostConfig: { LogConfig: { Type: type } }, State: { Running: isRunning } },
      })
    const told = [inspected(1, 'none'), start(7, 1), inspected(2, 'none'), inspected(3, 'json-file'), start(8, 100)]
    assert.deepEqual(fieldsOf(wordsOf(told)), [
      {
        finding: 'log driver none',
        container: { id: idOf(7), name: 'c7' },
        node: 'n1',
        since: '2026-01-01T00:00:01.000Z',
        seconds: 60,
      },
    ])
    const stop = event('docker-engine', 20, {
      class_name: 'Application Lifecycle',
      activity_name: 'Stop',
      entities: [container(7)],
    })
    assert.deepEqual(fieldsOf(wordsOf([...told.slice(0, 2), stop, inspected(21, 'none'), start(8, 100)])), [])
    assert.deepEqual(fieldsOf(wordsOf([inspected(1, 'none'), start(8, 100)])), [], 'it was never started')
    assert.equal(fieldsOf(wordsOf([inspected(1, 'none', true), start(8, 100)])).length, 1, 'it ran before we came')
  })
})
