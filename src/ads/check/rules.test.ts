/** Rules that can never fire, and filters that nobody needs: the finer cases. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SPECIMEN_CONTEXT, writeSpecimen } from '../../../test/specimen.ts'
import { loadDetection } from '../load.ts'
import { learnViews } from '../schema.ts'
import { checkRules } from './rules.ts'
import type { CheckContext } from './context.ts'

const LOGSOURCE = { product: 'kubernetes', service: 'audit' }
const SEEN = { verb: 'get', code: 200, exit: '137', privileged: true, spec: { name: 'x' }, empty: [] }

const context: CheckContext = {
  ...SPECIMEN_CONTEXT,
  sources: new Map([
    [
      'toy-audit',
      {
        views: learnViews(
          [{ logsource: LOGSOURCE, fields: SEEN }],
          new Map([['verb', new Set(['get', 'list', 'create'])]]),
        ),
        viewsOf: (fields) => [{ logsource: LOGSOURCE, fields }],
      },
    ],
  ]),
}

/** The lines that are found at fault in a rule of one selection. */
async function impossible(selection: string): Promise<string[]> {
  const folder = await writeSpecimen({
    'rule.yml': (text) =>
      text.replace(
        /detection:[\s\S]*(?=level:)/,
        `detection:\n  selection:\n    ${selection}\n  condition: selection\n`,
      ),
  })
  // No sample of the package is of this toy: only what can never be met is asked here.
  const codes = checkRules(await loadDetection(folder), context).map(({ code }) => code)
  return codes.filter((code) => code !== 'rule-unshown')
}

for (const selection of [
  'verb|startswith: c',
  "verb: 'l*'",
  'verb: GET',
  "code: '404'",
  "code: '4*'",
  'code|gte: 400',
  'exit|gt: 128',
  'exit: 1',
  'privileged: "true"',
  "spec: '*'",
  'spec.name|re: ^web',
  'spec.name|exists: false',
  'nothing.of.it|exists: false',
  'verb: null',
  'empty: anything',
])
  test(`can be met: ${selection}`, async () => {
    const expected = selection.startsWith('nothing') ? ['field-unseen'] : []
    assert.deepEqual(await impossible(selection), expected)
  })

for (const selection of [
  'verb: replace',
  'verb|endswith: collection',
  'code: ALLOW',
  "code|startswith: 'HTTP'",
  'privileged: 1',
  'spec: x',
  'spec.name|gt: 5',
])
  test(`can never be met: ${selection}`, async () => {
    assert.deepEqual(await impossible(selection), ['value-impossible'])
  })

test('a Sigma filter that no benign sample needs is found, one that is needed is not', async () => {
  const filter = (namespace: string): string =>
    `---\ntitle: In ${namespace}\nlogsource:\n  product: kubernetes\n  service: audit\nfilter:\n  rules: any\n  selection:\n    object.namespace: ${namespace}\n  condition: not selection\n`
  const withFilter = async (namespace: string): Promise<string[]> => {
    const folder = await writeSpecimen({
      'rule.yml': (text) =>
        text.replace(/ {2}filter_agent:\n.*\n/, '').replace(' and not filter_agent', '') + filter(namespace),
    })
    return checkRules(await loadDetection(folder), SPECIMEN_CONTEXT).map(({ line, problem }) => `${line} ${problem}`)
  }
  assert.deepEqual(await withFilter('kube-system'), [])
  assert.deepEqual(await withFilter('kube-public'), ['19 no benign sample needs the filter “In kube-public”'])
})

test('of several filters below one negation each is judged by itself', async () => {
  const folder = await writeSpecimen({
    'rule.yml': (text) =>
      text.replace(
        '  condition: selection and not filter_agent',
        '  filter_b:\n    user: nobody\n  condition: not (filter_agent or filter_b) and selection',
      ),
  })
  assert.deepEqual(
    checkRules(await loadDetection(folder), SPECIMEN_CONTEXT).map(({ problem }) => problem),
    ['no benign sample needs “filter_b”'],
  )
})
