import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { dockerEngine } from './source.ts'

const CONTAINER = '4f2c'.repeat(16)
const read = (value: JsonObject) => {
  const place = { source: 'docker-engine', file: 'test', line: 1 }
  const event = dockerEngine.read({ place, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const derived = (value: JsonObject): JsonObject => read(value).views[0]?.fields['derived'] as JsonObject

describe('a list of docker-engine', () => {
  const row = {
    ID: CONTAINER,
    Image: 'shop/web',
    Names: 'web',
    Command: '"sh -c id"',
    CreatedAt: '2026-01-01 01:00:00.5 +0100 CET',
    Networks: 'front,back',
    State: 'running',
  }
  const listed = {
    Id: CONTAINER,
    Names: ['/web'],
    Image: 'shop/web',
    ImageID: `sha256:${'1'.repeat(64)}`,
    Command: 'sh -c id',
    Created: 1767225600,
    State: 'running',
    NetworkSettings: { Networks: { front: { NetworkID: 'n1', IPAddress: '10.9.0.2' }, back: {} } },
  }
  it('says the same of a container, whether docker prints it or the API answers it', () => {
    const [printed, answered] = [row, listed].map((each) => {
      const { image_id: _, ...container } = derived(each)['container'] as JsonObject
      return [read(each).command, container]
    })
    assert.deepEqual(printed, answered)
    assert.equal(read(row).time, Date.parse('2026-01-01T00:00:00.5Z'))
    assert.deepEqual(
      read(listed).facts.map(({ relation, object }) => `${relation} ${object.uid}`),
      [`made-from ${listed.ImageID}`, 'attached-to n1', 'has-address 10.9.0.2'],
    )
  })
  it('leaves out a command that was cut short', () => {
    assert.equal(read({ ...row, Command: '"/docker-entrypoint.…"' }).command, undefined)
  })
  it('says which digest a name stands for, and asks for all digits where they were cut', () => {
    const image = {
      ID: 'ab'.repeat(6),
      Repository: 'host:5000/web',
      Tag: '1',
      Digest: '<none>',
      CreatedAt: row.CreatedAt,
    }
    assert.throws(() => read(image), { name: 'RecordError', message: /--no-trunc/ })
    const ID = `sha256:${'ab'.repeat(32)}`
    const Digest = `sha256:${'cd'.repeat(32)}`
    assert.deepEqual(
      read({ ...image, ID, Digest }).facts.map(({ subject, object }) => [subject.uid, object.uid]),
      [
        ['host:5000/web:1', ID],
        [`host:5000/web@${Digest}`, ID],
      ],
    )
  })
  it('of volumes is taken apart', () => {
    assert.deepEqual(dockerEngine.unwrap?.({ Volumes: [{ Name: 'data' }], Warnings: null }), [{ Name: 'data' }])
  })
})
