/** The generated pages say what is so now. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { hasFalcoTests } from '../scripts/reference/falco.ts'
import { pages } from '../scripts/reference/pages.ts'
import { loadContent } from '../src/runtime/content.ts'

for (const { file, text } of await pages(await loadContent()))
  it(`${file} is fresh`, () =>
    assert.ok(
      readFileSync(file, 'utf8') === text,
      `${file} is stale: run \`npm run reference\` and review the difference`,
    ))

it(
  'answers Falco’s labelled tests',
  { skip: hasFalcoTests() ? false : 'Falco’s tests are not beside the repository' },
  () => {
    const rows = readFileSync('docs/reference/falco-k8saudit.md', 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| test') && !line.startsWith('| ---'))
    assert.equal(rows.length, 66)
  },
)
