/** Proves that scrubbing takes out what it must, and that no recording holds anything of the machine it was made on. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { hostname, release } from 'node:os'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import * as fc from 'fast-check'
import { leaks, scrub } from './scrub.ts'

const machine = { hostName: 'build-7', kernel: '6.18.44-vm', folders: ['/srv/checkout'] }
const root = resolve(import.meta.dirname, '..')

describe('scrub', () => {
  const token = `eyJ${'hbGciOiJSUzI1NiJ9'}.${'eyJzdWIiOiJhbGljZSJ9'}.c2lnbmF0dXJl`
  const pem = '-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEE\\n-----END EC PRIVATE KEY-----\\n'
  const encoded = Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')
  const cases: [what: string, text: string][] = [
    ['a token', `{"header":"Bearer ${token}"}`],
    ['a private key', `{"key":"${pem}"}`],
    ['a certificate in base64', `{"caBundle":"${encoded.toString('base64')}"}`],
    [
      'a certificate in base64, one byte in',
      `{"data":"${Buffer.concat([Buffer.from('x'), encoded]).toString('base64')}"}`,
    ],
    [
      'a certificate in base64, two bytes in',
      `{"data":"${Buffer.concat([Buffer.from('xy'), encoded]).toString('base64')}"}`,
    ],
    ['the kernel', '{"KernelVersion":"6.18.44-vm","agent":"docker kernel/6.18.44-vm os/linux"}'],
    ['the ids of the machine', '{"machineID":"7c11","systemUUID":"0815","bootID":"4711"}'],
    ['a folder of the machine', '{"Source":"/srv/checkout/lab/x"}'],
    ['the host name', '{"Name":"build-7"}'],
  ]
  for (const [what, text] of cases) {
    it(`takes out ${what}, which it would notice`, () => {
      assert.notDeepEqual(leaks(text, machine), [])
      assert.deepEqual(leaks(scrub(text, machine), machine), [])
    })
  }

  it('leaves the secrets that belong to the story, big numbers and all else as it was', () => {
    const text =
      '{"command":"db-client --password=S0mmer-2026!","timeNano":1795298661460365033,"note":"build-7 is a word here"}'
    assert.equal(scrub(text, machine), text)
  })

  it('is the same done twice', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...cases.map(([, text]) => text), '{"a":1}', '"', 'eyJ')), (lines) => {
        const once = scrub(lines.join('\n'), machine)
        assert.equal(scrub(once, machine), once)
      }),
    )
  })

  it('notices a foreign address and a foreign path', () => {
    assert.deepEqual(leaks('{"ip":"192.0.2.2","path":"/home/x/y"}', machine), ['address: 192.0.2.2', 'path: /home/x/y'])
  })
})

describe('the recordings', () => {
  const here = { hostName: hostname(), kernel: release(), folders: [root] }
  const names = readdirSync(`${root}/recordings`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  assert.ok(names.length > 0, 'there are recordings')
  for (const { name } of names) {
    for (const file of ['kubernetes-audit.jsonl', 'docker-engine.jsonl', 'ground-truth.yml']) {
      it(`${name}/${file} holds no token, no key, no path, address or name of a machine`, () => {
        const text = readFileSync(`${root}/recordings/${name}/${file}`, 'utf8')
        assert.ok(text.length > 1000)
        assert.deepEqual(leaks(file.endsWith('.yml') ? JSON.stringify(parse(text)) : text, here), [])
      })
    }
    it(`${name}: no record has the content of a secret`, () => {
      const lines = readFileSync(`${root}/recordings/${name}/kubernetes-audit.jsonl`, 'utf8').trim().split('\n')
      const records = lines.map((line) => JSON.parse(line) as Record<string, { resource?: string } | undefined>)
      const secrets = records.filter((record) => record['objectRef']?.resource === 'secrets')
      assert.ok(secrets.length > 0)
      for (const record of secrets)
        assert.deepEqual([record['requestObject'], record['responseObject']], [undefined, undefined])
    })
  }
})
