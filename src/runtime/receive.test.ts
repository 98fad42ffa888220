/** How a receiver is set up: what its file may say, what it may not, and keys and tokens that change while it runs. */
import assert from 'node:assert/strict'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { createAuthority, withoutOpenssl } from '../../test/certificates.ts'
import { eventList, post } from '../../test/delivery.ts'
import { SOURCES } from '../../test/samples.ts'
import { temporaryFolder } from '../../test/temporary.ts'
import type { Block } from '../ingest/block.ts'
import { loadSources } from '../ingest/load.ts'
import { parseReceiveFile, ReceiveFileError } from './receive-file.ts'
import { openReceiver } from './receive.ts'

const sources = await loadSources(SOURCES)
const ids = new Set(sources.keys())
const parse = (text: string) => parseReceiveFile(text, '/etc/tallyman/receivers.yaml', ids)
/** The lines and words of what is wrong. */
const faults = (text: string): string[] => {
  try {
    parse(text)
  } catch (error) {
    assert.ok(error instanceof ReceiveFileError)
    return error.message.split('\n').map((line) => line.replace('/etc/tallyman/receivers.yaml:', ''))
  }
  return []
}
const FALCO = '{name: falco, token_env: T, delivers: [falco]}'
const TLS = 'tls: {certificate: a, key: b, clients: c}'

describe('the file of a receiver', () => {
  it('says where to listen, on loopback where it does not, and by what each sender is known', () => {
    const { addresses, tls, senders } = parse(
      `tls: {certificate: server.crt, key: /keys/server.key}\nsenders: [{name: prod, token_file: prod, delivers: anything}]`,
    )
    assert.deepEqual(addresses, [{ scheme: 'https', host: '127.0.0.1', port: 9443, isLoopback: true, hasTls: true }])
    assert.deepEqual(tls, { certificate: '/etc/tallyman/server.crt', key: '/keys/server.key' })
    assert.deepEqual(senders, [{ name: 'prod', token_file: '/etc/tallyman/prod', delivers: 'anything' }])
    const { addresses: both } = parse(
      `listen: ['https://[::]:9443', 'syslog+tls://0.0.0.0:6514', 'syslog://localhost:514']\n${TLS}
senders: [{name: a, certificate: a, delivers: [syslog]}, {name: b, loopback: true, delivers: [syslog]}]`,
    )
    assert.deepEqual(
      both.map(({ host, isLoopback, hasTls }) => [host, isLoopback, hasTls]),
      [
        ['::', false, true],
        ['0.0.0.0', false, true],
        ['localhost', true, false],
      ],
    )
  })
  it('is refused where whoever can reach it could deliver, or nobody could', () => {
    const refusals: [string, RegExp][] = [
      [`listen: ['http://0.0.0.0:80']\nsenders: [${FALCO}]`, /^1: http is for loopback alone/],
      [
        `listen: ['syslog://10.0.0.1:514']\nsenders: [{name: a, loopback: true, delivers: [syslog]}]`,
        /^1: syslog is for/,
      ],
      [`listen: ['https://0.0.0.0:443']\nsenders: [${FALCO}]`, /^1: https needs `tls`/],
      [
        `listen: ['https://0.0.0.0:443']\n${TLS}\nsenders: [{name: a, loopback: true, delivers: [falco]}]`,
        /^1: no sender can/,
      ],
      [`listen: ['syslog+tls://0.0.0.0:1']\n${TLS}\nsenders: [${FALCO}]`, /^1: no sender can .* by a certificate$/],
      [`listen: ['syslog://127.0.0.1:1']\nsenders: [${FALCO}]`, /^1: no sender can .* by loopback$/],
      [`senders:\n- ${FALCO}`, /^1: https needs `tls`/],
    ]
    for (const [text, reason] of refusals) assert.match(faults(text)[0] ?? '', reason, text)
  })
  it('is told all that is wrong with it, with the lines', () => {
    assert.deepEqual(
      faults(`listen:
- ftp://127.0.0.1:21
- https://127.0.0.1
${TLS.replace(', clients: c', '')}
senders:
- {name: falco, delivers: [falcon], token_env: T}
- {name: falco, delivers: [falco]}
- {name: both, delivers: [falco], token_env: T, certificate: x}
- {name: l1, delivers: [falco], loopback: true}
- {name: l2, delivers: [falco], loopback: true}`).map((line) => line.slice(0, 44)),
      [
        '2: “ftp://127.0.0.1:21” is no address to lis',
        '3: “https://127.0.0.1” is no address to list',
        '5: only one sender can be whoever connects o',
        '6: there is no source "falcon"; `tallyman so',
        '7: falco should have one of token_file, toke',
        '7: falco is the name of another sender, too',
        '8: both should have one of token_file, token',
        '8: a certificate needs `clients` under `tls`',
      ],
    )
    assert.match(faults('senders: []')[0] ?? '', /senders/)
    assert.match(faults('{').join(), /not YAML/)
    assert.match(
      faults(`sender: 1\nsenders: [{name: '../x', delivers: [], token: x}]`).join(),
      /`sender` is not a field/,
    )
  })
})

describe('a receiver that is set up by a file', { skip: withoutOpenssl() }, () => {
  it('uses the keys and tokens that are there now, and says so where they cannot be used', async () => {
    const [one, two] = [createAuthority('one'), createAuthority('two')]
    const home = temporaryFolder()
    const at = (name: string): string => join(home, name)
    const use = ({ certificate, key }: { certificate: string; key: string }): void => {
      copyFileSync(certificate, at('server.crt'))
      copyFileSync(key, at('server.key'))
    }
    use(one.issue('localhost'))
    writeFileSync(at('token'), 'the-first-of-the-tokens\n')
    writeFileSync(
      at('receivers.yaml'),
      `listen: ['https://127.0.0.1:0']
tls: {certificate: server.crt, key: server.key}
senders:
- {name: cluster, token_file: token, delivers: [kubernetes-audit]}
- {name: other, token_env: OTHER, delivers: anything}
`,
    )
    const notices: string[] = []
    const said = async (pattern: RegExp): Promise<string> => {
      for (;;) {
        const found = notices.find((words) => pattern.test(words))
        if (found !== undefined) return found
        await pause(10)
      }
    }
    const abort = new AbortController()
    const options = {
      file: at('receivers.yaml'),
      sources,
      signal: abort.signal,
      notice: (words: string) => void notices.push(words),
    }
    await assert.rejects(openReceiver(options), /the environment has no OTHER/)
    await assert.rejects(openReceiver({ ...options, environment: { OTHER: 'short' } }), /at least 16 characters/)
    await assert.rejects(
      openReceiver({ ...options, environment: { OTHER: 'the-first-of-the-tokens' } }),
      /two senders have the same token/,
    )
    const feed = await openReceiver({ ...options, interval: 20, environment: { OTHER: 'a-token-of-another' } })
    const blocks: Block[] = []
    const running = feed(async (block) => void blocks.push(block))
    const url = (await said(/^listening on/)).replace('listening on ', '')
    const deliver = async (token: string, ca: string): Promise<number> => {
      const body = eventList([{ auditID: token, stage: 'Panic' }])
      return (await post({ url: `${url}/audit`, body, token, tls: { ca } })).status
    }
    assert.equal(await deliver('the-first-of-the-tokens', one.cert), 200)
    assert.equal(await deliver('a-token-of-another', one.cert), 200)

    writeFileSync(at('token'), 'short')
    await said(/what changed is not used: .*at least 16 characters/)
    assert.equal(await deliver('the-first-of-the-tokens', one.cert), 200)

    writeFileSync(at('token'), 'the-second-of-the-tokens')
    use(two.issue('localhost'))
    await said(/were read again/)
    for (let patience = 200; ; patience -= 1) {
      const status = await deliver('the-second-of-the-tokens', two.cert).catch(() => 0)
      if (status === 200 || patience === 0) break
      await pause(10)
    }
    assert.equal(await deliver('the-second-of-the-tokens', two.cert), 200)
    assert.equal(await deliver('the-first-of-the-tokens', two.cert), 401)

    abort.abort()
    await running
    await assert.rejects(deliver('the-second-of-the-tokens', two.cert))
    assert.deepEqual(
      blocks.map(({ file, firstLine }) => `${file} ${firstLine}`),
      ['audit:cluster 1', 'audit:other 1', 'audit:cluster 2'],
    )
  })
})
