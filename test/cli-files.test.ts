/** Files and folders that are not there, or are something else: people are told which, and no stack. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { describe, it } from 'node:test'

const WORDS = [
  ['explain', 'missing.yml', 'recordings/intrusion/kubernetes-audit.jsonl:1'],
  ['explain', 'test', 'README.md/x:1'],
  ['scan', 'recordings/benign-day', '--detections', 'README.md'],
  ['scan', 'recordings/benign-day', '--tuning', 'nowhere'],
  ['tuning', 'preview', 'README.md'],
  ['watch', 'README.md', '--journal', 'README.md/journal'],
] as const

describe('a file that cannot be had', () => {
  for (const words of WORDS)
    it(`is said by tallyman ${words.join(' ')}`, () => {
      const { status, stderr } = spawnSync('node', ['bin/tallyman.js', ...words], { encoding: 'utf8' })
      assert.equal(status, 2, stderr)
      assert.match(stderr, /^tallyman: (?:\S+: |there is no )/m)
      assert.doesNotMatch(stderr, /should not happen|^ +at /m)
    })
})
