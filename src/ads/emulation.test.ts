/** An emulation is undone, and its alert can be told from every other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkEmulation, parseEmulation } from './emulation.ts'
import { SPECIMEN } from '../../test/specimen.ts'

const TEXT = SPECIMEN.get('emulation.yml') ?? ''
const check = (text: string): ReturnType<typeof checkEmulation> =>
  checkEmulation(parseEmulation(text, 'emulation.yml'), 'pod-created-privileged')

test('the good emulation has no findings', () => {
  assert.deepEqual(check(TEXT), [])
})

const RUN = '${RUN}'
const FAULTS: readonly [string, string, string, RegExp][] = [
  ['no undo', TEXT.replace(/undo:\n.*\n/, ''), 'emulation-without-undo emulation.yml:1', /list under `undo`/],
  [
    'run id that says no place',
    TEXT.replace(`name=tallyman-${RUN}`, 'yes'),
    'emulation-without-run emulation.yml:2',
    /name=/,
  ],
  [
    'step without the run id',
    TEXT.replace(`kubectl run tallyman-${RUN}`, 'kubectl run x'),
    'emulation-without-run emulation.yml:4',
    /put \$\{RUN\}/,
  ],
  [
    'alert of any run',
    TEXT.replace(`entity: tallyman-${RUN}`, 'entity: tallyman'),
    'emulation-without-run emulation.yml:7',
    /expect\.entity/,
  ],
  [
    'alert of another',
    TEXT.replace('detection: pod-created-privileged', 'detection: pod-opened'),
    'emulation-of-another emulation.yml:7',
    /expect pod-created-privileged/,
  ],
]

for (const [fault, text, found, advice] of FAULTS)
  test(`refused: emulation with ${fault}`, () => {
    assert.notEqual(text, TEXT)
    const findings = check(text)
    assert.deepEqual(
      findings.map(({ code, file, line }) => `${code} ${file}:${line}`),
      [found],
    )
    assert.match(findings[0]?.advice ?? '', advice)
  })
