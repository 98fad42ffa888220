import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { ecs } from './source.ts'

const PLACE = { source: 'ecs', file: 'test', line: 1 }
const read = (given: JsonObject) => {
  const value = { '@timestamp': '2026-11-20T10:00:00.000Z', ecs: { version: '8.17.0' }, ...given }
  const event = ecs.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const started = { category: ['process'], type: ['start'] }

describe('ecs', () => {
  it('reads nested fields and dotted names alike', () => {
    const nested = { event: started, process: { executable: '/bin/sh', command_line: 'sh -c id' } }
    const dotted = {
      'event.category': ['process'],
      'event.type': 'start',
      'process.executable': '/bin/sh',
      'process.command_line': 'sh -c id',
    }
    for (const given of [nested, dotted]) {
      const { class_name, activity_name, message, views } = read(given)
      assert.deepEqual([class_name, activity_name, message], ['Process Activity', 'Launch', 'Launch sh -c id'])
      assert.deepEqual(views[1]?.logsource, { product: 'linux', category: 'process_creation' })
      assert.deepEqual(views[1]?.fields, { Image: '/bin/sh', CommandLine: 'sh -c id' })
    }
  })
  it('takes no process of another system for one of Linux', () => {
    const process = { executable: '/usr/bin/x', command_line: 'x' }
    for (const type of ['windows', 'macos'])
      assert.equal(read({ event: started, process, host: { os: { type } } }).views.length, 1)
  })
  it('joins what Elastic says of Kubernetes to the names that the audit log has', () => {
    const { entities } = read({
      event: started,
      process: { executable: '/bin/sh' },
      user: { name: 'root' },
      container: { id: 'containerd://4f2c', image: { name: 'shop/web', tag: ['1.4'] } },
      kubernetes: {
        namespace: 'shop',
        pod: { name: 'web-7d9' },
        deployment: { name: 'web' },
        replicaset: { name: 'web-7d' },
      },
    })
    assert.deepEqual(
      entities.map(({ type, uid }) => `${type} ${uid}`),
      [
        'principal root@4f2c',
        'container 4f2c',
        'pod shop/web-7d9',
        'namespace shop',
        'workload shop/deployment/web',
        'image shop/web:1.4',
      ],
    )
  })
  it('tells an alert as a finding, whatever it is about', () => {
    assert.equal(read({ event: { ...started, kind: 'alert' } }).class_name, 'Detection Finding')
  })
  it('is taken out of what a search answers', () => {
    const document = { '@timestamp': '2026-11-20T10:00:00.000Z', event: { kind: 'event' } }
    const hit = { _index: 'logs', _source: document }
    assert.deepEqual(ecs.unwrap?.({ hits: { hits: [hit] } }), [hit])
    assert.deepEqual(ecs.unwrap?.(hit), [document])
    assert.equal(ecs.unwrap?.({ hits: { hits: [] } }), undefined)
  })
})
