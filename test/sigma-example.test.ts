/** The example of the reference runs and prints what the reference says. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

it('docs/reference/sigma.md', () => {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const reference = readFileSync(join(root, 'docs', 'reference', 'sigma.md'), 'utf8')
  const [, code = ''] = /```js\n(.*?)```/s.exec(reference) ?? []
  const [, expected] = /prints\n\n```text\n(.*?)```/s.exec(reference) ?? []
  const options = ['--conditions=tallyman-unbuilt', '--input-type=module', '--eval', code]
  assert.equal(execFileSync(process.execPath, options, { cwd: root, encoding: 'utf8' }), expected)
})
