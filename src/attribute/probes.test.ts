/** Which commands a specification has run in its containers, and whose they are. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { EntityType } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { createManifest } from './manifest.ts'
import { createProbes } from './probes.ts'

const T = 1_700_000_000_000
const specified = (type: EntityType, uid: string, containers: unknown, role: 'target' | 'context' = 'target'): Event =>
  anEvent({
    time: T,
    entities: [anEntity(type, uid, role)],
    views: [{ logsource: {}, fields: { derived: { containers } } }],
  })
const exec = (...command: readonly unknown[]): object => ({ exec: { command } })

/** Whether each of the commands is the own of a container of pod `shop/web-1` of deployment `web`. */
function areAsked(event: Event, commands: readonly (string | undefined)[]): boolean[] {
  const manifest = createManifest()
  const probes = createProbes(manifest)
  const of = (subject: [EntityType, string], relation: 'part-of' | 'owned-by', object: [EntityType, string]): void =>
    manifest.learn(
      { subject: { type: subject[0], uid: subject[1] }, relation, object: { type: object[0], uid: object[1] } },
      T,
    )
  of(['container', 'c1'], 'part-of', ['pod', 'shop/web-1'])
  of(['pod', 'shop/web-1'], 'owned-by', ['workload', 'shop/deployment/web'])
  probes.learn(event)
  const container = manifest.meet('container', 'c1', T)
  return commands.map((command) => probes.isAskedFor(container, command, T))
}

describe('probes', () => {
  it('are what the specification of the pod runs in its containers, in all five places', () => {
    const containers = [
      { livenessProbe: exec('cat', '/live'), readinessProbe: exec('cat', '/ready') },
      { startupProbe: exec('up'), lifecycle: { postStart: exec('begin'), preStop: exec('sh', '-c', 'sleep 5') } },
    ]
    const asked = ['cat /live', 'cat /ready', 'up', 'begin', 'sh -c sleep 5', 'cat /etc/passwd', undefined]
    assert.deepEqual(areAsked(specified('pod', 'shop/web-1', containers), asked), [
      true,
      true,
      true,
      true,
      true,
      false,
      false,
    ])
  })
  it('are the same where only what made the pod is known', () => {
    const containers = [{ readinessProbe: exec('cat', '/ready') }]
    assert.deepEqual(areAsked(specified('workload', 'shop/deployment/web', containers), ['cat /ready']), [true])
  })
  it('are not those of another pod, or of one that an event only names', () => {
    const containers = [{ readinessProbe: exec('cat', '/ready') }]
    for (const event of [
      specified('pod', 'shop/db-1', containers),
      specified('pod', 'shop/web-1', containers, 'context'),
    ])
      assert.deepEqual(areAsked(event, ['cat /ready']), [false])
  })
  it('pass over what is no specification', () => {
    for (const containers of [
      undefined,
      'text',
      [null, 7, { readinessProbe: null }],
      [{ readinessProbe: { exec: 'cat' } }],
    ])
      assert.deepEqual(areAsked(specified('pod', 'shop/web-1', containers), ['cat', 'cat /ready']), [false, false])
  })
})
