/** What would be published works without the sources that it was built from. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, before, describe, it } from 'node:test'

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallyman-package-'))
  const unpacked = join(folder, 'package')
  const run = (command: string, words: readonly string[], cwd: string): string =>
    execFileSync(command, words, { encoding: 'utf8', cwd, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1e9 })
  before(() => {
    run('node', ['scripts/build.mjs'], '.')
    const packed = run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], '.').trim()
    run('tar', ['-xzf', join(folder, packed), '-C', folder], '.')
    symlinkSync(resolve('node_modules'), join(unpacked, 'node_modules'))
  })
  after(() => {
    rmSync(folder, { recursive: true })
    rmSync('dist', { recursive: true })
  })

  it('scans without any TypeScript of src', () => {
    assert.ok(!existsSync(join(unpacked, 'src')))
    const told = run('node', ['bin/tallyman.js', 'scan', 'recordings/intrusion', '--format', 'ndjson'], unpacked)
    assert.match(told, /"kind":"incident"/)
  })
  it('has doors that open', () => {
    const asks = `import { parseSigma } from 'tallyman/sigma'
      import { defineSource } from 'tallyman/source'
      import { defineResponder } from 'tallyman/responder'
      import { loadDetections } from 'tallyman/ads'
      console.log([parseSigma, defineSource, defineResponder, loadDetections].map((door) => typeof door).join())`
    writeFileSync(join(unpacked, 'doors.mjs'), asks)
    assert.equal(run('node', ['doors.mjs'], unpacked).trim(), 'function,function,function,function')
  })
})
