/** The document for people holds the whole package, and nothing of it can leave its place. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeSpecimen } from '../../test/specimen.ts'
import { loadDetection } from './load.ts'
import { renderDetection } from './render.ts'
import { REQUIRED_SECTIONS } from './section.ts'

test('front matter, sections, rule, cases and steps, in the order of the framework', async () => {
  const text = renderDetection(await loadDetection(await writeSpecimen()))
  assert.deepEqual(
    [...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name),
    REQUIRED_SECTIONS,
  )
  assert.match(text, /^# Privileged pod created\n\n\| \| \|\n\| --- \| --- \|\n\| Id \| pod-created-privileged \|/)
  assert.match(text, /\| ATT\\&CK \| T1610 Deploy Container; T1611 Escape to Host \|/)
  assert.match(text, /```yaml\ntitle: Privileged pod created\n[\s\S]*attack\.t1611\n```/)
  assert.match(text, /Must not alert:\n\n- template: a deployment \(1 record, written\)/)
  assert.match(text, /Must stay silent:\n\n- node-agent: the network/)
  assert.match(text, /```sh\nkubectl delete pod tallyman-\$\{RUN\}\n```/)
  assert.match(text, /- \*\*eradication\*\*: pod-deleted \(pod, with approval\): it should not be there/)
})

test('words from outside stay words, and comments stay with the author', async () => {
  const folder = await writeSpecimen({
    'ads.md': (text) =>
      text
        .replace('owner: detection engineering', 'owner: "a | b <img src=x> [c](d)"')
        .replace('High.', '<!-- todo -->High.'),
    'rule.yml': (text) => text + 'description: "````"\n',
  })
  const text = renderDetection(await loadDetection(folder))
  assert.match(text, /\| Owner \| a \\\| b \\<img src=x\\> \\\[c\\\]\(d\) \|/)
  assert.match(text, /## Priority\n\nHigh\.\n/)
  assert.match(text, /`````yaml\n[\s\S]*"````"\n`````\n/)
})
