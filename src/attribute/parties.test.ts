/** Whose addresses the ends of a flow are, named as its parties. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { EndAnswer } from '../model/attribution.ts'
import { endOf, partiesOf } from './parties.ts'

const web: EndAnswer = {
  state: 'known',
  address: '10.0.0.5',
  kind: 'pod',
  pod: 'shop/web-1',
  workload: 'shop/deployment/web',
  namespace: 'shop',
}
const db: EndAnswer = { state: 'known', address: '10.96.0.9', kind: 'service', service: 'shop/db' }

const told = (entities: Parameters<typeof anEvent>[0], ...ends: readonly [EndAnswer?, EndAnswer?]): string[] =>
  partiesOf(anEvent(entities), ends[0] && endOf(ends[0]), ends[1] && endOf(ends[1])).map(
    ({ role, type, uid, known }) => `${role} ${type} ${uid} ${known}`,
  )

describe('the parties of a flow', () => {
  it('are who began it and who was asked', () => {
    assert.deepEqual(told({}, web, db), [
      'origin pod shop/web-1 inferred',
      'origin workload shop/deployment/web inferred',
      'target resource services/shop/db inferred',
    ])
  })
  it('are not named twice where the record names them itself', () => {
    assert.deepEqual(told({ entities: [anEntity('pod', 'shop/web-1', 'origin')] }, web, db), [
      'origin workload shop/deployment/web inferred',
      'target resource services/shop/db inferred',
    ])
  })
  it('are nobody where nobody is known, or where it is no flow', () => {
    assert.deepEqual(told({}, { state: 'unknowable', address: '10.0.0.5' }, { ...db, state: 'not-yet' }), [])
    assert.deepEqual(told({}, web), [])
  })
})
