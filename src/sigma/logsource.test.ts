/** Log sources: what a rule names must be there and be the same. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { logsourceAccepts } from './logsource.ts'

it('accepts what has all that the rule names', () => {
  const auditd = { product: 'linux', service: 'auditd' }
  assert.ok(logsourceAccepts({}, auditd))
  assert.ok(logsourceAccepts({ product: 'Linux' }, auditd))
  assert.ok(logsourceAccepts(auditd, { ...auditd, category: 'x' }))
  assert.ok(!logsourceAccepts(auditd, { product: 'linux' }))
  assert.ok(!logsourceAccepts({ category: 'process_creation' }, auditd))
  assert.ok(!logsourceAccepts({ product: 'windows' }, auditd))
})
