import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { provenanceOf } from './provenance.ts'

const [ONE, OTHER] = [`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`]
const ran = (image: string, image_id: string, image_digest?: string): { [field: string]: string } => ({
  image,
  image_id,
  ...(image_digest !== undefined && { image_digest }),
})
const of = (...containers: { [field: string]: string }[]): unknown => provenanceOf(containers)

describe('where the images of a pod came from', () => {
  it('tells by the digest of a registry, under the name that was asked for', () => {
    assert.deepEqual(of(ran('shop/web:1', `shop/web@${ONE}`, ONE), ran('shop/log:1', OTHER)), {
      with_digest: ['shop/web:1'],
      without_digest: ['shop/log:1'],
      other_digest: [],
    })
  })
  it('tells what was asked for by digest and runs with another', () => {
    const asked = `shop/web@${ONE}`
    assert.deepEqual(of(ran(asked, asked, ONE)), { with_digest: [asked], without_digest: [], other_digest: [] })
    assert.deepEqual(of(ran(asked, `other/web@${OTHER}`, OTHER)), {
      with_digest: [asked],
      without_digest: [],
      other_digest: [asked],
    })
  })
  it('says nothing of what has not run', () => {
    assert.deepEqual(of({ image: 'shop/web:1' }), { with_digest: [], without_digest: [], other_digest: [] })
  })
})
