/** What the command line prints as OCSF for the recordings is valid, record by record. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { it } from 'node:test'
import { loadOcsfSchema, ocsfSchemaFolder } from './ocsf-schema.ts'

const folder = ocsfSchemaFolder()
const skip = folder === undefined && 'the OCSF schema is not beside the repository (../shared/data/ocsf-schema)'

it('prints valid findings of both classes for the recordings', { skip }, () => {
  const schema = loadOcsfSchema(folder ?? '')
  const { stdout } = spawnSync('node', ['bin/tallyman.js', 'scan', 'recordings', '--format', 'ocsf'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  })
  const findings = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Parameters<typeof schema.validate>[0] & { class_uid: number })
  assert.deepEqual([...new Set(findings.map(({ class_uid }) => class_uid))], [2004, 2005])
  for (const finding of findings) assert.deepEqual(schema.validate(finding), [])
})
