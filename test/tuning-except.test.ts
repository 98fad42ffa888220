/** A decision about an alert becomes an exception: scoped by who took part, tried first, refused where it would hide an attack. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { loadContent } from '../src/runtime/content.ts'
import { everyAlert } from '../src/runtime/report.ts'
import { scan } from '../src/runtime/scan.ts'
import { temporaryFolder } from './temporary.ts'

const content = await loadContent()
const DAY = 'recordings/benign-day'

/** What `tallyman tuning except` printed, and how it ended. */
const except = (prefix: string, history: string, folder: string, expires = '2099-01-31') =>
  promisify(execFile)(process.execPath, [
    'bin/tallyman.js',
    'tuning',
    'except',
    prefix,
    history,
    '--owner=platform',
    '--reason=it is their work',
    `--expires=${expires}`,
    '--by=ana',
    `--folder=${folder}`,
  ]).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  )
const filesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => [])

describe('an exception from a decision', () => {
  it('names who and from where, has an owner, an end and the decision; and then the alert is not told', async () => {
    const before = await scan([DAY], content)
    const exec = before.alerts.find(({ message }) => message.startsWith('alice ran'))
    assert.ok(exec)
    const folder = join(temporaryFolder(), 'tuning')
    const { code, stdout } = await except(exec.uid.slice(0, 10), DAY, folder)
    assert.equal(code, 0, stdout)
    const tuned = await loadContent(undefined, folder)
    const [exception, ...others] = tuned.tuning.exceptions
    assert.deepEqual(others, [])
    assert.deepEqual(exception?.entities, [
      { type: 'principal', uid: 'alice' },
      { type: 'address', uid: '10.20.0.11' },
    ])
    assert.match(stdout, new RegExp(`alert: ${exec.uid}\\n\\s+by: ana`))
    const after = await scan([DAY], tuned)
    assert.deepEqual(
      everyAlert(after).map(({ uid }) => uid),
      everyAlert(before)
        .filter(({ uid }) => uid !== exec.uid)
        .map(({ uid }) => uid),
    )
  })
  it('is refused, and nothing is written, where it would hide a known attack', async () => {
    const { alerts } = await scan(['recordings/intrusion'], content)
    const webhook = alerts.find(({ detection }) => detection === 'admission-webhook-weakened')
    assert.ok(webhook)
    const folder = join(temporaryFolder(), 'tuning')
    const { code, stdout } = await except(webhook.uid, 'recordings/intrusion', folder)
    assert.equal(code, 1)
    assert.match(stdout, /refused: it would hide “.*” of admission-webhook-weakened, a known attack/)
    assert.deepEqual(await filesIn(folder), [])
  })
  it('wants an end that is yet to come, and an alert that is there', async () => {
    const folder = join(temporaryFolder(), 'tuning')
    for (const given of [except('0000', DAY, folder), except('0000', DAY, folder, '2020-01-01')]) {
      const { code, stderr } = await given
      assert.equal(code, 2)
      assert.match(stderr, /no alert there has an id|--expires is a date that is yet to come/)
    }
    assert.deepEqual(await filesIn(folder), [])
  })
})
