/** The quick look never says no where a word stands. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createHeads } from './heads.ts'
import { redactText } from './secret-commands.ts'

describe('the heads of words', () => {
  const mayHold = createHeads(['toke', '://', 'sig='], ['s.'])
  it('are found wherever they stand and however they are written', () => {
    const word = fc.constantFrom('toke', 'TOKEN', 'Token', '://', 'sig=', 's.0123456789abcdefghijklmn')
    fc.assert(fc.property(fc.string(), word, fc.string(), (before, one, after) => mayHold(before + one + after)))
  })
  it('are not found where they are not', () => {
    for (const text of [
      '',
      'to',
      'tok',
      'tokn',
      'sigh',
      ':/',
      's.0123456789abcdefghijklm',
      '\u017f.0',
      '\u{1f600}',
      '/usr/bin/nginx -g daemon off;',
    ])
      assert.ok(!mayHold(text), text)
  })
})

describe('what looks like a secret', () => {
  it('is found after the quick look as well', () => {
    const secrets = [
      'PASSWORD=hunter2hunter2',
      'curl -u ben:hunter2 host',
      'eyJhbGciOiJIUzI1.eyJzdWIiOiIx.abcdef',
      'https://ben:hunter2@host/',
      'AKIAIOSFODNN7EXAMPLE',
      'ghp_0123456789012345678901234567890123',
      'glpat-01234567890123456789',
      'xoxb-0123456789-0123456789',
      'hvs.0123456789012345678901234',
      's.abcdefghijklmnopqrstuvwx',
      'b.0bcdefghijklmnopqrstuvwx',
      'GET /x?X-Amz-Signature=0123456789abcdef',
      'mysql -phunter2',
      'echo root:hunter2 | chpasswd',
      'Cookie: id=0123456789',
      'kubectl create secret generic x --from-literal=a=hunter2',
      '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----',
    ]
    fc.assert(
      fc.property(fc.constantFrom(...secrets), fc.constantFrom('', ' ', 'x ', '\n'), (secret, before) => {
        assert.match(
          redactText(before + secret, () => '[redacted]'),
          /\[redacted\]/,
        )
      }),
    )
  })
})
