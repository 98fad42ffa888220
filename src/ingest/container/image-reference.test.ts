import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { imageReference, isImageDigest, isImageId } from './image-reference.ts'

const DIGITS = 'a'.repeat(64)

describe('the name of an image', () => {
  it('is one, whichever engine writes it', () => {
    for (const written of [
      'busybox',
      'busybox:latest',
      'docker.io/library/busybox:latest',
      'index.docker.io/library/busybox',
    ])
      assert.equal(imageReference(written), 'busybox:latest')
    assert.equal(imageReference('docker.io/shop/web:1'), 'shop/web:1')
    for (const other of ['host:5000/library/busybox:1', 'docker.io.example/library/busybox:1'])
      assert.equal(imageReference(other), other)
  })
  it('is told from what an image is', () => {
    assert.equal(imageReference(DIGITS), `sha256:${DIGITS}`)
    assert.deepEqual([`sha256:${DIGITS}`, DIGITS, `web@sha256:${DIGITS}`].map(isImageId), [true, false, false])
    assert.deepEqual([`sha256:${DIGITS}`, `web@sha256:${DIGITS}`, 'web:1'].map(isImageDigest), [false, true, false])
    assert.equal(imageReference(`web@sha256:${DIGITS}`), `web@sha256:${DIGITS}`)
  })
})
