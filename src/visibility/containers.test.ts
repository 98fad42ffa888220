/** What a container left behind: how long it lived, and what was recorded of it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { event } from '../../test/said.ts'
import type { Event } from '../model/event.ts'
import { createLedger } from './ledger.ts'

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
