/** Tuning as operators write it: read with every fault at once, tried on history, and refused where it hides a known attack. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { AdsError } from '../src/ads/index.ts'
import { loadContent } from '../src/runtime/content.ts'
import { previewTuning } from '../src/runtime/tuning-preview.ts'
import { scan } from '../src/runtime/scan.ts'
import { temporaryFolder } from './temporary.ts'

const written = async (text: string): Promise<string> => {
  const folder = join(temporaryFolder(), 'tuning')
  await mkdir(folder)
  await writeFile(join(folder, 'own.yml'), text)
  return folder
}
const exception = (detection: string, entities: string, more = ''): string => `exceptions:
  - id: one
    title: Expected
    owner: platform
    reason: it is their work
    expires: 2030-01-01
    detections: [${detection}]
    entities: ${entities}
${more}`

describe('tuning', () => {
  it('is refused with file and line for everything that is wrong with it', async () => {
    const folder = await written(`exceptions:
  - id: wide
    title: All of kube-system
    owner: platform
    reason: it is noisy
    expires: 2030-01-01
    detections: [no-such-detection]
    entities: [{ namespace: kube-system }]
  - id: tag
    title: An image by its tag
    owner: platform
    reason: it is ours
    expires: 2030-01-01
    kind: scanner
    detections: [pod-exec-started]
    entities: [{ principal: ana }, { image: 'web:1' }]
`)
    await assert.rejects(loadContent(undefined, folder), (error) => {
      assert.ok(error instanceof AdsError)
      assert.deepEqual(
        error.findings.map(({ code, line }) => `${code} ${line}`),
        ['detection-unknown 7', 'scope-unsafe 8', 'schedule-missing 9', 'scope-unsafe 16'],
      )
      return true
    })
  })
  it('hides what it names in history and says so, and everything else is told', async () => {
    const history = ['recordings/benign-day']
    const before = await scan(history, await loadContent())
    const exec = before.alerts.find(({ detection }) => detection === 'pod-exec-started')
    const who = exec?.entities.find(({ type, role }) => type === 'principal' && role === 'actor')
    assert.ok(exec && who)
    const content = await loadContent(
      undefined,
      await written(exception('pod-exec-started', `[{ principal: '${who.uid}' }]`)),
    )
    const after = await scan(history, content)
    assert.deepEqual(
      after.alerts.map(({ uid }) => uid),
      before.alerts.filter((alert) => alert !== exec).map(({ uid }) => uid),
    )
    assert.deepEqual(
      after.excepted.map(({ hits }) => hits),
      [exec.count],
    )
    const preview = await previewTuning(content, history)
    assert.deepEqual(
      preview.hidden.map(({ alert }) => alert.uid),
      [exec.uid],
    )
  })
  it('is refused by `tallyman tuning preview` where it hides a malicious sample', async () => {
    const { detections } = await loadContent()
    const bound = detections.find(({ id }) => id === 'cluster-admin-bound')
    const record = bound?.samples.malicious[0]?.records[0]?.record as { user: { username: string } }
    const folder = await written(exception('cluster-admin-bound', `[{ principal: '${record.user.username}' }]`))
    const run = promisify(execFile)(process.execPath, ['bin/tallyman.js', 'tuning', 'preview', folder])
    await assert.rejects(run, (error: { code: number; stdout: string }) => {
      assert.equal(error.code, 1)
      assert.match(error.stdout, /refused: “Expected” hides “.*” of cluster-admin-bound, a known attack/)
      return true
    })
  })
})
