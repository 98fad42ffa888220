/** Every kind of fault of the document, made in the good package: it is found, where it is, with what to do, and nothing else is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SPECIMEN_CONTEXT, testRefused, writeSpecimen, type Fault } from '../../../test/specimen.ts'
import { loadDetection } from '../load.ts'
import { checkDetection } from './check.ts'

const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to)
const gone = (): undefined => undefined

const FAULTS: readonly Fault[] = [
  {
    fault: 'missing section',
    changes: { 'ads.md': swap('## Technical Context\nA privileged container sees the devices of its node.\n', '') },
    found: ['section-missing ads.md:36'],
    problem: /Technical Context/,
    advice: /add “## Technical Context”/,
  },
  {
    fault: 'empty section, which a comment does not fill',
    changes: { 'ads.md': swap('Tell of a pod that may do on its node whatever it likes.', '<!-- the\naim -->') },
    found: ['section-empty ads.md:12'],
    problem: /“Goal” says nothing/,
    advice: /write it/,
  },
  {
    fault: 'sections out of order',
    changes: {
      'ads.md': (text) =>
        text.replace('## Goal', '## X').replace('## Priority', '## Goal').replace('## X', '## Priority'),
    },
    found: ['section-order ads.md:12'],
    problem: /“Priority” is out of order/,
    advice: /Goal, Categorization/,
  },
  {
    fault: 'unknown source',
    changes: { 'ads.md': swap('[toy-audit]', '[toy-audit, toy-flows]') },
    found: ['source-unknown ads.md:8'],
    problem: /no source toy-flows/,
    advice: /name one of toy-audit/,
  },
  {
    fault: 'malformed row of the catalogue',
    changes: { 'ads.md': swap('[C01]', '[C1]') },
    found: ['catalogue-malformed ads.md:7'],
    problem: /“C1”/,
    advice: /two digits/,
  },
  {
    fault: 'level below the rule',
    changes: { 'ads.md': swap('level: high', 'level: medium') },
    found: ['level-differs ads.md:4'],
    problem: /document says medium, a rule says high/,
    advice: /level: high/,
  },
  {
    fault: 'level above every rule, without a modifier',
    changes: { 'ads.md': swap('level: high', 'level: critical') },
    found: ['level-differs ads.md:4'],
    problem: /no rule says more than high/,
    advice: /Priority/,
  },
  {
    fault: 'technique unknown in the pinned release',
    changes: { 'ads.md': swap('T1610, T1611', 'T1610, T1562'), 'rule.yml': swap('t1611', 't1562') },
    found: ['technique-unknown ads.md:6'],
    problem: /ATT&CK 19\.1 has no technique T1562/,
    advice: /attack\.mitre\.org/,
  },
  {
    fault: 'technique outside Containers without a reason',
    changes: { 'ads.md': swap('T1610, T1611', 'T1610, T1599'), 'rule.yml': swap('t1611', 't1599') },
    found: ['technique-outside ads.md:6'],
    problem: /T1599 is not in the Containers matrix/,
    advice: /adapted: \{ T1599/,
  },
  {
    fault: 'adapted technique that a Navigator layer would claim',
    changes: { 'ads.md': swap('catalogue:', 'adapted:\n  T1611: a slip\ncatalogue:') },
    found: ['adapted-claimed ads.md:8'],
    problem: /a Navigator layer claims it/,
    advice: /remove it/,
  },
  {
    fault: 'adapted technique that is not listed',
    changes: { 'ads.md': swap('catalogue:', 'adapted:\n  T1599: a slip\ncatalogue:') },
    found: ['adapted-unused ads.md:8'],
    problem: /T1599/,
    advice: /list it/,
  },
  {
    fault: 'rule tag that the document does not list',
    changes: { 'ads.md': swap('T1610, T1611', 'T1610') },
    found: ['tags-differ rule.yml:1'],
    problem: /tagged attack\.t1611/,
    advice: /add T1611 to `attack`/,
  },
  {
    fault: 'technique of the document that no rule has',
    changes: { 'rule.yml': swap('  - attack.t1611\n', '') },
    found: ['tags-differ ads.md:6'],
    problem: /no rule is tagged attack\.t1611/,
    advice: /tag the rule/,
  },
  {
    fault: 'blind spot without a sample',
    changes: { 'samples/missed.jsonl': gone },
    found: ['blind-spot-without-sample ads.md:25'],
    problem: /“template” has no sample/,
    advice: /samples\/missed\.jsonl/,
  },
  {
    fault: 'missed sample of no blind spot',
    changes: { 'samples/missed.jsonl': (text) => text + text.replace('template: a', 'job: a') },
    found: ['missed-undocumented samples/missed.jsonl:2'],
    problem: /“job: a deployment” is of no blind spot/,
    advice: /id of a blind spot/,
  },
  {
    fault: 'blind spot without a name',
    changes: { 'ads.md': swap('- **audited**', '- also this\n- **audited**') },
    found: ['claim-unnamed ads.md:27'],
    problem: /“also this” has no name/,
    advice: /\*\*its-id\*\*/,
  },
  {
    fault: 'assumption without a probe',
    changes: { 'ads.md': swap(/- \*\*audited.*/, '### Assumptions\n- **audited**: it does') },
    found: ['assumption-without-probe ads.md:28'],
    problem: /names no probe/,
    advice: /audit-level\(resource, level\)/,
  },
  {
    fault: 'assumption with a probe that is unknown',
    changes: { 'ads.md': swap('audit-level(pods, Request)', 'all-well()') },
    found: ['assumption-without-probe ads.md:27'],
    problem: /“all-well\(\)” is no probe/,
    advice: /source-alive\(source\)/,
  },
  {
    fault: 'probe with an argument that cannot be',
    changes: { 'ads.md': swap('audit-level(pods, Request)', 'audit-level(pods, Body)') },
    found: ['assumption-without-probe ads.md:27'],
    problem: /Body is no level/,
    advice: /audit-level/,
  },
  {
    fault: 'false positive without a sample',
    changes: { 'ads.md': swap('\n\n## Validation', '\n- **storage**: agents of the storage\n\n## Validation') },
    found: ['false-positive-without-sample ads.md:31'],
    problem: /“storage” has no sample/,
    advice: /samples\/benign\.jsonl/,
  },
]

test('the good package has no findings', async () => {
  assert.deepEqual(checkDetection(await loadDetection(await writeSpecimen()), SPECIMEN_CONTEXT), [])
})

testRefused(FAULTS)
