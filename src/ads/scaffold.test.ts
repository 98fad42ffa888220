/** A package that was just begun loads, and a check says exactly what its author has still to write. */
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../test/temporary.ts'
import { SPECIMEN_CONTEXT } from '../../test/specimen.ts'
import { checkDetection } from './check/check.ts'
import { AdsError } from './finding.ts'
import { loadDetection, loadDetections } from './load.ts'
import { scaffoldDetection, type Answers } from './scaffold.ts'
import { REQUIRED_SECTIONS } from './section.ts'

const ANSWERS: Answers = {
  title: 'Label removed: from a pod',
  owner: 'detection engineering',
  level: 'medium',
  attack: ['T1610'],
  source: 'toy-audit',
  logsource: { product: 'kubernetes', service: 'audit' },
}

const begin = async (): Promise<{ root: string; files: string[] }> => {
  const root = temporaryFolder()
  return { root, files: await scaffoldDetection(root, 'pod-label-removed', ANSWERS) }
}

test('a new package loads, with guidance in every section', async () => {
  const { root, files } = await begin()
  assert.deepEqual(
    files.map((file) => relative(join(root, 'pod-label-removed'), file)),
    [
      'ads.md',
      'rule.yml',
      'samples/malicious.jsonl',
      'samples/benign.jsonl',
      'samples/missed.jsonl',
      'response.yml',
      'emulation.yml',
    ],
  )
  const [detection] = await loadDetections(root)
  assert.equal(detection?.title, ANSWERS.title)
  assert.equal(detection?.rules[0]?.level, 'medium')
  for (const name of REQUIRED_SECTIONS) assert.match(detection?.sections.get(name)?.text ?? '', /^<!--\n.{40}/s, name)
})

test('its findings are what the author has still to do, and no others', async () => {
  const { root } = await begin()
  const detection = await loadDetection(join(root, 'pod-label-removed'))
  assert.deepEqual(
    checkDetection(detection, SPECIMEN_CONTEXT).map(({ code, file }) => `${code} ${relative(detection.folder, file)}`),
    [
      ...REQUIRED_SECTIONS.map(() => 'section-empty ads.md'),
      'emulation-without-run emulation.yml',
      'emulation-without-undo emulation.yml',
      'responder-unknown response.yml',
      'field-unseen rule.yml',
      'golden-missing samples/expected.json',
      'malicious-missing samples/malicious.jsonl',
    ],
  )
})

test('a package that is there is not written over, and an id that is none is refused', async () => {
  const { root } = await begin()
  for (const [id, code] of [
    ['pod-label-removed', 'id-taken'],
    ['../escaped', 'id-malformed'],
    ['Pod', 'id-malformed'],
  ] as const)
    await assert.rejects(scaffoldDetection(root, id, ANSWERS), (error) => {
      assert.ok(error instanceof AdsError)
      assert.equal(error.findings[0]?.code, code)
      return true
    })
  assert.deepEqual(await readdir(root), ['pod-label-removed'])
})
