import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { EndAnswer } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Fact } from '../model/event.ts'
import { callerOf } from './caller.ts'
import { createManifest } from './manifest.ts'

const manifest = createManifest()
const owned = (subject: Fact['subject'], uid: string): void =>
  manifest.learn({ subject, relation: 'owned-by', object: { type: 'workload', uid } }, 0)
owned({ type: 'pod', uid: 'shop/relay-1' }, 'shop/replicaset/relay')
owned({ type: 'workload', uid: 'shop/replicaset/relay' }, 'shop/deployment/relay')

const account = anEntity('principal', 'system:serviceaccount:shop:job', 'actor')
const asked = (entities: readonly Entity[], source?: EndAnswer) =>
  callerOf(anEvent({ class_name: 'API Activity', time: 1, entities }), source, manifest).map(
    ({ type, uid, role, known }) => `${role} ${type} ${uid} ${known}`,
  )
const from: EndAnswer = { state: 'known', kind: 'pod', pod: 'shop/relay-1' }

describe('where a service account asks from', () => {
  it('is the workload of the pod that its token names', () =>
    assert.deepEqual(asked([account, anEntity('pod', 'shop/relay-1', 'origin')]), [
      'origin workload shop/deployment/relay inferred',
    ]))
  it('is the pod that had the address, and its workload, where the token names none', () =>
    assert.deepEqual(asked([account], from), [
      'origin pod shop/relay-1 inferred',
      'origin workload shop/deployment/relay inferred',
    ]))
  it('is not said of people, who come through what others run, nor where it is not known', () => {
    assert.deepEqual(asked([anEntity('principal', 'alice', 'actor')], from), [])
    assert.deepEqual(asked([account], { state: 'not-yet' }), [])
    assert.deepEqual(asked([account]), [])
  })
})
