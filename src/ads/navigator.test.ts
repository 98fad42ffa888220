/** A Navigator layer claims what is of the Containers matrix, and only that. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isContainers } from '../attack/index.ts'
import { writeSpecimen } from '../../test/specimen.ts'
import type { Detection } from './detection.ts'
import { loadDetection } from './load.ts'
import { navigatorLayer } from './navigator.ts'

const load = async (id: string, attack: string, status = 'experimental'): Promise<Detection> =>
  loadDetection(
    await writeSpecimen(
      {
        'ads.md': (text) => text.replace('attack: [T1610, T1611]', attack).replace('experimental', status).concat('\n'),
      },
      id,
    ),
  )

test('adapted techniques are not claimed, and the layer says so', async () => {
  const layer = navigatorLayer([
    await load('pod-bridged', 'attack: [T1599, T1610]\nadapted:\n  T1599: the bridge is a container'),
    await load('pod-created', 'attack: [T1610, T1552.007, T1552, T1591]'),
    await load('pod-retired', 'attack: [T1613]', 'deprecated'),
  ])
  assert.deepEqual(
    layer.techniques.map(({ techniqueID, score, comment, showSubtechniques }) => [
      techniqueID,
      score,
      comment,
      showSubtechniques,
    ]),
    [
      ['T1552', 1, 'pod-created', true],
      ['T1552.007', 1, 'pod-created', false],
      ['T1610', 2, 'pod-bridged, pod-created', false],
    ],
  )
  assert.ok(layer.techniques.every(({ techniqueID }) => isContainers(techniqueID)))
  assert.match(layer.description, /not claimed: T1591, T1599$/)
  assert.deepEqual(layer.filters, { platforms: ['Containers'] })
  assert.equal(layer.domain, 'enterprise-attack')
  assert.equal(layer.versions.attack, '19')
  assert.equal(layer.gradient.maxValue, 2)
})
