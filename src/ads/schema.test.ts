/** What a source's samples teach of its fields. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { learnViews } from './schema.ts'

const AUDIT = { product: 'kubernetes', service: 'audit' }

test('fields are learnt by their path, through lists, with every kind of value that was seen', () => {
  const [audit, ...others] = learnViews([
    {
      logsource: AUDIT,
      fields: {
        verb: 'create',
        spec: { containers: [{ image: 'a', privileged: true }, { image: null }], volumes: [] },
      },
    },
    { logsource: AUDIT, fields: { verb: 'get', code: 201, exit: '137' } },
  ])
  assert.deepEqual(others, [])
  assert.deepEqual(
    [...(audit?.fields ?? [])].map(([path, kinds]) => `${path}: ${[...kinds].join(' ')}`),
    [
      'verb: string',
      'spec: object',
      'spec.containers: object',
      'spec.containers.image: string null',
      'spec.containers.privileged: boolean',
      'spec.volumes: ',
      'code: number',
      'exit: digits',
    ],
  )
})

test('each log source is learnt by itself', () => {
  const views = learnViews([
    { logsource: AUDIT, fields: { verb: 'get' } },
    { logsource: { category: 'process_creation' }, fields: { Image: '/bin/sh' } },
  ])
  assert.deepEqual(
    views.map(({ logsource, fields }) => [logsource, [...fields.keys()]]),
    [
      [AUDIT, ['verb']],
      [{ category: 'process_creation' }, ['Image']],
    ],
  )
})
