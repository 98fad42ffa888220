import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { cloudtrail } from './source.ts'

const PLACE = { source: 'cloudtrail', file: 'test', line: 1 }
const read = (service: string, eventName: string, requestParameters: JsonObject, more: JsonObject = {}) => {
  const value = {
    eventVersion: '1.11',
    eventTime: '2026-11-20T09:00:00Z',
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    requestParameters,
    ...more,
  }
  const event = cloudtrail.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const REPOSITORY = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/web'

describe('cloudtrail', () => {
  it('names the images of ECR as pods name them', () => {
    const imageId = { imageTag: '1.4.3', imageDigest: 'sha256:9f2c' }
    const { entities, facts } = read(
      'ecr',
      'PutImage',
      { repositoryName: 'shop/web', imageTag: '1.4.3' },
      { responseElements: { image: { imageId } } },
    )
    const targets = entities.filter(({ role }) => role === 'target').map(({ uid }) => uid)
    assert.deepEqual(targets, [`${REPOSITORY}:1.4.3`, `${REPOSITORY}@sha256:9f2c`])
    assert.deepEqual(facts[0]?.object.uid, `${REPOSITORY}@sha256:9f2c`)
    const [china] = read(
      'ecr',
      'PutImage',
      { repositoryName: 'a', imageTag: 'b' },
      { awsRegion: 'cn-north-1' },
    ).entities
    assert.equal(china?.uid, '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a:b')
  })
  it('calls a pod’s own identity what its cluster calls it', () => {
    const userIdentity = { type: 'WebIdentityUser', userName: 'system:serviceaccount:shop:web', principalId: 'arn:x' }
    assert.equal(read('s3', 'GetObject', {}, { userIdentity }).entities[0]?.uid, 'system:serviceaccount:shop:web')
  })
  it('knows a cluster by one name, however it was given', () => {
    const arn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop'
    for (const cluster of ['shop', arn]) assert.equal(read('ecs', 'RunTask', { cluster }).entities[0]?.uid, arn)
  })
  it('tells what kind of call it was, and that it was refused', () => {
    const kind = (name: string, more: JsonObject = {}): string => read('ecr', name, {}, more).activity_name
    assert.deepEqual(
      ['BatchGetImage', 'BatchDeleteImage', 'PutImage', 'SetRepositoryPolicy', 'Frobnicate'].map((name) => kind(name)),
      ['Read', 'Delete', 'Create', 'Update', 'Other'],
    )
    assert.equal(kind('Frobnicate', { readOnly: true }), 'Read')
    const { status, status_code } = read('eks', 'DeleteCluster', { name: 'shop' }, { errorCode: 'AccessDenied' })
    assert.deepEqual([status, status_code], ['Failure', 'AccessDenied'])
  })
})
