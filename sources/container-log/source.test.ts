import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createContainerLogReader } from './line.ts'
import { containerLog } from './source.ts'

const ID = '4f2c7d9a01be5c3e8d6b7a90f1e2d3c4b5a69788796a5b4c3d2e1f00112233aa'
const read = (log: string, file = 'test') => {
  const value = { log, stream: 'stdout', time: '2026-01-01T00:00:00.5Z' }
  const place = { source: 'container-log', file, line: 1 }
  const event = containerLog.read({ place, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const keys = (file: string): string[] => read('x', file).entities.map(({ type, uid }) => `${type}:${uid}`)

describe('container-log', () => {
  it('knows by the name of its file whose log it is', () => {
    assert.deepEqual(keys(`/var/lib/docker/containers/${ID}/${ID}-json.log.1`), [`container:${ID}`])
    assert.deepEqual(keys(`/var/log/containers/web-0_shop_web-${ID}.log`), [
      `container:${ID}`,
      'pod:shop/web-0',
      'namespace:shop',
    ])
    const uid = '2a6f5b1e-0000-4000-8000-000000000001'
    assert.deepEqual(keys(`/var/log/pods/shop_web-0_${uid}/web/0.log.20260101-000000`), [
      'pod:shop/web-0',
      'namespace:shop',
    ])
    assert.deepEqual(keys(`/tmp/${ID}.log`), [])
  })
  it('says the same of a line wherever it is read', () => {
    assert.equal(read('x', '/one').uid, read('x', '/other').uid)
  })
  it('takes nothing that a container says for a record of another source', () => {
    const forged = JSON.stringify({ rule: 'x', priority: 'Critical', output: 'x', output_fields: {} })
    assert.deepEqual(
      read(`${forged}\n`).views.map(({ logsource }) => logsource),
      [containerLog.logsource],
    )
  })
  it('puts parts together, each stream for itself, and no more than fits', () => {
    const reader = createContainerLogReader()
    const line = (stream: string, tag: string, text: string) =>
      (reader.line(`2026-01-01T00:00:00Z ${stream} ${tag} ${text}`, 1) ?? []).map(
        (each) => 'value' in each && each.value['log'],
      )
    assert.deepEqual(line('stdout', 'P', 'a'), [])
    assert.deepEqual(line('stderr', 'F', 'b'), ['b\n'])
    assert.deepEqual(line('stdout', 'F', ' c'), ['a c\n'])
    const long = 'x'.repeat(16_384)
    let given = 0
    for (let at = 0; at < 100; at += 1) given += line('stdout', 'P', long).length
    assert.ok(given >= 5, String(given))
    assert.equal(reader.line('2026-01-01T00:00:00Z stdout', 1), undefined)
    assert.equal(reader.line('2026-01-01T00:00:00Z INFO F x', 1), undefined)
  })
})
