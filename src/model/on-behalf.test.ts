/** Controllers beside those who acted, and alone. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Entity } from './entity.ts'
import { withoutControllers } from './on-behalf.ts'

const actor = (uid: string): Entity => ({ type: 'principal', uid, role: 'actor', known: 'recorded' })
const rolesOf = (...uids: string[]) => withoutControllers(uids.map(actor)).map(({ role }) => role)
const CONTROLLER = 'system:serviceaccount:kube-system:statefulset-controller'

describe('a controller of the control plane', () => {
  it('is context beside somebody who acted', () => {
    assert.deepEqual(rolesOf(CONTROLLER, 'mallory'), ['context', 'actor'])
    assert.deepEqual(rolesOf('system:anonymous', 'system:kube-scheduler'), ['actor', 'context'])
  })
  it('is who did it where nobody else did', () => {
    assert.deepEqual(rolesOf(CONTROLLER), ['actor'])
  })
  it('is none of the accounts that others have: what they do is their own', () => {
    const account = 'system:serviceaccount:kube-system:default'
    assert.deepEqual(rolesOf(account, 'mallory', 'system:node:node1', 'system:serviceaccount:shop:my-controller'), [
      'actor',
      'actor',
      'actor',
      'actor',
    ])
  })
})
