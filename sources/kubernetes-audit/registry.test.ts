/** Names of images, as people write them. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { registriesOf } from './registry.ts'

it('tells where images come from, each place once', () => {
  const of = (...images: readonly string[]): string[] => registriesOf(images.map((image) => ({ image })))
  assert.deepEqual(of('busybox', 'busybox:1.35', 'docker.io/library/nginx:1'), ['docker.io/library'])
  assert.deepEqual(of('helper/shell'), ['docker.io/helper'])
  assert.deepEqual(of('registry.shop.example:5000/shop/web:1.4'), ['registry.shop.example:5000/shop'])
  assert.deepEqual(of('localhost/web'), ['localhost'])
  assert.deepEqual(of(`ghcr.io/team/app/web@sha256:${'ab'.repeat(32)}`), ['ghcr.io/team/app'])
  assert.deepEqual(of(''), [])
})
