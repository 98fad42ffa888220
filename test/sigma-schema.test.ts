/** `sigma check --schema`: the linter judges rules by what anyone says of a log source, and says what is wrong with that. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { loadSchemas } from '../src/runtime/sigma-schema.ts'
import { temporaryFolder } from './temporary.ts'

const folder = temporaryFolder()
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const till = 'logsource: {product: till}\nfields:\n  drawer.state: {kind: text, values: [open, shut]}\nopen: [note]\n'

describe('the schema of a log source that is not ours', () => {
  const rule = file(
    'rule.yml',
    'title: t\nlogsource: {product: till}\ndetection:\n  s: {drawer.state: ajar, clerk: ana, note.x: y}\n  condition: s\n',
  )
  const check = (...words: string[]) =>
    spawnSync('node', ['bin/tallyman.js', 'sigma', 'check', rule, ...words], { encoding: 'utf8' })

  it('is what rules are checked by', () => {
    const { stdout, status } = check('--schema', file('till.yml', till))
    assert.match(stdout, /rule\.yml:4:\d+: error 'drawer\.state' can never be 'ajar'/)
    assert.match(stdout, /no field 'clerk'/)
    assert.doesNotMatch(stdout, /note/)
    assert.equal(status, 1)
    assert.equal(check().stdout, '1 rule: 0 errors, 0 warnings\n')
  })

  it('is one or several, in JSON or YAML, with maps where the linter has them', async () => {
    const [one] = await loadSchemas(file('one.yml', till))
    assert.deepEqual(one, {
      logsource: { product: 'till' },
      fields: new Map([['drawer.state', { kind: 'text', values: ['open', 'shut'] }]]),
      open: ['note'],
      variants: [],
    })
    const variant = { when: { field: 'a', is: ['b'] }, path: 'c', fields: { 'c.d': { kind: 'number', many: true } } }
    const [, two] = await loadSchemas(
      file(
        'two.json',
        JSON.stringify([
          { logsource: {}, fields: {} },
          { logsource: {}, fields: {}, variants: [variant] },
        ]),
      ),
    )
    assert.deepEqual(two?.variants[0]?.fields, new Map([['c.d', { kind: 'number', many: true }]]))
  })

  for (const [what, text, said] of [
    [
      'a kind that is none',
      'logsource: {}\nfields: {a: {kind: word}}\n',
      /wrong\.yml: is no schema.*\[0\]\.fields\.a\.kind/s,
    ],
    ['a word that is none', '- logsource: {}\n  fields: {}\n  opne: []\n', /wrong\.yml: is no schema.*opne/s],
    ['no YAML', 'a: b: c\n', /wrong\.yml: is neither JSON nor YAML/],
  ] as const)
    it(`is refused for ${what}`, async () => {
      await assert.rejects(loadSchemas(file('wrong.yml', text)), { code: 'TALLYMAN_INPUT', message: said })
    })

  it('is missed where it is not', () => {
    const { stderr, status } = check('--schema', join(folder, 'nosuch.yml'))
    assert.match(stderr, /nosuch\.yml: no such file/)
    assert.equal(status, 2)
  })
})
