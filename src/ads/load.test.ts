/** Packages are read whole; what keeps them from being read is told at once, with file, line and what to do. */
import assert from 'node:assert/strict'
import { cp } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { AdsError } from './finding.ts'
import { loadDetection, loadDetections } from './load.ts'
import { writeSpecimen, type Changes } from '../../test/specimen.ts'

const swap = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to)

test('a package is read: front matter, sections, rules, samples, response, emulation', async () => {
  const folder = await writeSpecimen()
  const detection = await loadDetection(folder)
  assert.equal(detection.id, 'pod-created-privileged')
  assert.equal(detection.level, 'high')
  assert.deepEqual(detection.attack.techniques, [
    { uid: 'T1610', name: 'Deploy Container' },
    { uid: 'T1611', name: 'Escape to Host' },
  ])
  assert.deepEqual(detection.sections.get('Goal'), {
    text: 'Tell of a pod that may do on its node whatever it likes.',
    line: 12,
  })
  assert.equal(detection.sections.size, 9)
  assert.equal(detection.rules[0]?.title, 'Privileged pod created')
  assert.deepEqual(
    detection.samples.malicious.map(({ name, label, origin, line, records }) => [
      name,
      label,
      origin,
      line,
      records.length,
    ]),
    [['ana creates one', 'malicious', 'written', 1, 1]],
  )
  assert.equal(detection.playbook?.steps.length, 3)
  assert.equal(detection.emulation?.undo.length, 1)
})

test('an adapted technique says so, and why', async () => {
  const folder = await writeSpecimen({
    'ads.md': swap('attack: [T1610, T1611]', 'attack: [T1610, T1599]\nadapted:\n  T1599: it is about routers'),
  })
  const { attack } = await loadDetection(folder)
  assert.deepEqual(attack.techniques[1], { uid: 'T1599', name: 'Network Boundary Bridging', adapted: true })
  assert.equal(attack.adapted.get('T1599'), 'it is about routers')
})

const FAULTS: readonly { fault: string; changes: Changes; found: readonly string[]; says: RegExp }[] = [
  {
    fault: 'no document',
    changes: { 'ads.md': () => undefined },
    found: ['file-missing ads.md:1'],
    says: /tallyman detections new/,
  },
  {
    fault: 'no rules',
    changes: { 'rule.yml': () => undefined },
    found: ['file-missing rule.yml:1'],
    says: /write the Sigma rules/,
  },
  {
    fault: 'no front matter',
    changes: { 'ads.md': swap('---\n', '') },
    found: ['front-matter-missing ads.md:1'],
    says: /begin the file with ---/,
  },
  {
    fault: 'front matter that lacks a field, has one too many and one that is wrong',
    changes: { 'ads.md': (text) => text.replace('owner: detection engineering', 'ownr: me').replace('high', 'grave') },
    found: ['field-missing ads.md:2', 'field-malformed ads.md:4', 'field-unknown ads.md:5'],
    says: /has no `owner`/,
  },
  {
    fault: 'front matter that is no YAML',
    changes: { 'ads.md': swap('title: Privileged', 'title: Privileged: a') },
    found: ['yaml-unreadable ads.md:2'],
    says: /not YAML/,
  },
  {
    fault: 'a section twice, and one that is none',
    changes: { 'ads.md': (text) => text.replace('## Priority', '## Goal').replace('## Response', '## Reaction') },
    found: ['section-twice ads.md:35', 'section-unknown ads.md:38'],
    says: /make one section of the two/,
  },
  {
    fault: 'a rule that Sigma refuses',
    changes: { 'rule.yml': swap('not filter_agent', 'not filter_agents') },
    found: ['rule-malformed rule.yml:15'],
    says: /filter_agents/,
  },
  {
    fault: 'a sample that is no JSON',
    changes: { 'samples/benign.jsonl': (text) => `${text}{"case"\n` },
    found: ['sample-unreadable samples/benign.jsonl:2'],
    says: /not JSON/,
  },
  {
    fault: 'a sample that is neither captured nor said to be written',
    changes: { 'samples/malicious.jsonl': swap('"written"', '"remembered"') },
    found: ['sample-unreadable samples/malicious.jsonl:1'],
    says: /"remembered" is none of "captured", "stretched", "written"/,
  },
  {
    fault: 'golden alerts edited by hand',
    changes: { 'samples/expected.json': swap('[]', '[{"case": "x"}]') },
    found: ['golden-unreadable samples/expected.json:1'],
    says: /prove the package again/,
  },
  {
    fault: 'a response that is malformed',
    changes: { 'response.yml': swap('phase: evidence', 'phase: proof') },
    found: ['response-malformed response.yml:5'],
    says: /`steps\.0\.phase`/,
  },
  {
    fault: 'an emulation that is malformed',
    changes: { 'emulation.yml': swap('[kubernetes]', '[openshift]') },
    found: ['field-malformed emulation.yml:1'],
    says: /one of docker, kubernetes/,
  },
]

for (const { fault, changes, found, says } of FAULTS)
  test(`not loaded: ${fault}`, async () => {
    const folder = await writeSpecimen(changes)
    const error = await refusal(loadDetection(folder))
    assert.deepEqual(
      error.findings.map(({ code, file, line }) => `${code} ${relative(folder, file)}:${line}`),
      found,
    )
    assert.match(error.message, says)
  })

test('all errors of all packages are told at once', async () => {
  const first = await writeSpecimen({ 'ads.md': () => undefined, 'rule.yml': swap('not filter_agent', 'not nothing') })
  const root = dirname(first)
  await cp(await writeSpecimen({ 'ads.md': swap('title:', 'titel:') }, 'pod-other'), join(root, 'pod-other'), {
    recursive: true,
  })
  const error = await refusal(loadDetections(root))
  assert.deepEqual(
    error.findings.map(({ code, file }) => `${code} ${relative(root, file)}`),
    [
      'file-missing pod-created-privileged/ads.md',
      'rule-malformed pod-created-privileged/rule.yml',
      'field-missing pod-other/ads.md',
      'field-unknown pod-other/ads.md',
    ],
  )
})

const SEQUENCE = `title: Two of them
name: two-of-them
correlation:
  type: event_count
  rules:
    - 5a6f6b1c-30a4-4c1e-9f4e-0c8c1d3a7f01
  group-by: [user]
  timespan: 10m
  condition:
    gte: 2
level: high
tags: [attack.t1610, attack.t1611]
`

test('a strategy is bound to the rules of its members, and to nothing else', async () => {
  const member = await writeSpecimen()
  const root = dirname(member)
  const strategy = async (members: string): Promise<void> => {
    const changes = {
      'rule.yml': () => SEQUENCE,
      'ads.md': swap('---\n#', `members: [${members}]\norder: any\n---\n#`),
    }
    await cp(await writeSpecimen(changes, 'pods-created'), join(root, 'pods-created'), { recursive: true })
  }
  await strategy('pod-created-privileged')
  assert.deepEqual(
    (await loadDetections(root)).map(({ id, correlations }) => [id, correlations.length]),
    [
      ['pod-created-privileged', 0],
      ['pods-created', 1],
    ],
  )
  await strategy('pod-opened')
  const error = await refusal(loadDetections(root))
  assert.deepEqual(
    error.findings.map(({ code, file, line }) => `${code} ${relative(root, file)}:${line}`),
    ['member-unknown pods-created/ads.md:9', 'correlation-unbound pods-created/rule.yml:6'],
  )
  assert.match(error.message, /name one of pod-created-privileged/)
})

test('a folder that is not there is said, with what to do', async () => {
  const error = await refusal(loadDetections(join(dirname(await writeSpecimen()), 'nowhere')))
  assert.match(error.message, /nowhere:1: ENOENT.*: name a folder that holds detection packages/)
})

test('a rule id that two packages use is refused', async () => {
  const root = dirname(await writeSpecimen())
  await cp(await writeSpecimen({}, 'pod-copied'), join(root, 'pod-copied'), { recursive: true })
  const error = await refusal(loadDetections(root))
  assert.deepEqual(
    error.findings.map(({ code }) => code),
    ['rule-id-twice'],
  )
})

async function refusal(loading: Promise<unknown>): Promise<AdsError> {
  try {
    await loading
  } catch (error) {
    if (error instanceof AdsError) return error
    throw error
  }
  throw new assert.AssertionError({ message: 'it was loaded' })
}
