/** The pinned release: known facts of it, and that every row of the data is whole. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allTechniques, ATTACK_RELEASE, isContainers, TACTICS, tacticOrder, technique } from './index.ts'

test('a technique has name, tactics and platforms', () => {
  assert.deepEqual(technique('T1611'), {
    id: 'T1611',
    name: 'Escape to Host',
    tactics: ['privilege-escalation'],
    platforms: technique('T1611')?.platforms,
  })
  assert.equal(technique('T1552.007')?.name, 'Container API')
  assert.equal(technique('T1562'), undefined, 'withdrawn in release 19')
  assert.equal(technique('constructor'), undefined)
})

test('the Containers matrix has 48 techniques, and the two strategies of the seeds are not among them', () => {
  assert.equal(ATTACK_RELEASE, '19.1')
  assert.equal(allTechniques().filter(({ id }) => isContainers(id)).length, 48)
  assert.ok(isContainers('T1685'))
  for (const id of ['T1591', 'T1599', 'T9999']) assert.ok(!isContainers(id), id)
})

test('every technique is whole: an id, a name, tactics that we can order, a platform', () => {
  const all = allTechniques()
  assert.equal(all.length, 697)
  const tactics: readonly string[] = TACTICS
  for (const { id, name, tactics: own, platforms } of all) {
    assert.match(id, /^T\d{4}(\.\d{3})?$/)
    assert.ok(name.length > 0 && own.length > 0 && platforms.every((platform) => platform.length > 0), id)
    for (const tactic of own) assert.ok(tactics.includes(tactic), `${id}: ${tactic}`)
  }
})

test('a story is told in the order of the kill chain', () => {
  const ids = ['T9999', 'T1485', 'T1613', 'T1599', 'T1611', 'T1610', 'T1591']
  assert.deepEqual(
    ids.toSorted((a, b) => tacticOrder(a) - tacticOrder(b)),
    ['T1591', 'T1610', 'T1611', 'T1599', 'T1613', 'T1485', 'T9999'],
  )
  // Of several tactics the earliest counts.
  assert.equal(tacticOrder('T1078'), TACTICS.indexOf('initial-access'))
})
