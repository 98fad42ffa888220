/** Explanations: which selection held, which did not, on which field and value. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseSigma } from '../parse/sigma.ts'
import { compileRule } from './compile.ts'
import type { ExplainedSearch, Explanation } from './explain.ts'

const rule = compileRule(
  parseSigma(
    `title: t
detection:
  shell:
    Image|endswith: [/sh, /bash]
    User|exists: true
  filter_ci:
    User: ci
  filter_kw: [maintenance]
  condition: shell and not 1 of filter_*
`,
    'r.yml',
  ).rules[0]!,
)

function searchesOf(explanation: Explanation): ExplainedSearch[] {
  return 'of' in explanation ? explanation.of.flatMap(searchesOf) : [explanation]
}

function selectionsOf(explanation: Explanation): [string, boolean][] {
  if (!('of' in explanation)) return []
  const own: [string, boolean][] = explanation.kind === 'selection' ? [[explanation.name ?? '', explanation.holds]] : []
  return [...own, ...explanation.of.flatMap(selectionsOf)]
}

it('says which selection held and which did not', () => {
  const explanation = rule.explain({ Image: '/bin/bash', User: 'ci', note: 'x' })
  assert.equal(explanation.holds, false)
  assert.deepEqual(selectionsOf(explanation), [
    ['shell', true],
    ['filter_ci', true],
    ['filter_kw', false],
  ])
})

it('says on which field and value, and where that is written', () => {
  const [image, user, ci, keywords] = searchesOf(
    rule.explain({ Image: ['/bin/bash', '/bin/ls'], User: 'ana', note: 'Maintenance window' }),
  )
  assert.deepEqual(image, {
    kind: 'field',
    field: 'Image',
    holds: true,
    modifiers: ['endswith'],
    values: [
      { written: '/sh', met: false, place: { file: 'r.yml', line: 4, column: 22 } },
      { written: '/bash', met: true, place: { file: 'r.yml', line: 4, column: 27 } },
    ],
    present: true,
    found: ['/bin/bash', '/bin/ls'],
    place: { file: 'r.yml', line: 4, column: 5 },
  })
  assert.deepEqual([user?.holds, user?.found, ci?.holds, ci?.found], [true, ['ana'], false, ['ana']])
  assert.deepEqual([keywords?.kind, keywords?.holds, keywords?.found], ['keyword', true, ['Maintenance window']])
})

it('says that a field is missing', () => {
  const [image, user] = searchesOf(rule.explain({}))
  assert.deepEqual([image?.holds, image?.present, image?.found, user?.holds], [false, false, [], false])
})
