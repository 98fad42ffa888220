import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownedByService } from './service-labels.ts'

const workload = (labels: { readonly [name: string]: string }): string | undefined =>
  ownedByService('c1', labels)[0]?.object.uid

test('a container is of the service that Compose or a swarm made it for, whichever of its containers it is', () => {
  assert.equal(
    workload({ 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' }),
    'shop/compose/web',
  )
  assert.equal(
    workload({ 'com.docker.swarm.service.name': 'shop_web', 'com.docker.stack.namespace': 'shop' }),
    'shop/swarm/web',
  )
  assert.equal(workload({ 'com.docker.swarm.service.name': 'web' }), 'swarm/swarm/web')
})

test('a container of no service is of no workload', () => {
  assert.deepEqual(ownedByService('c1', { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': '' }), [])
  assert.deepEqual(ownedByService('c1', {}), [])
})
