/** A real API server delivers its audit log to the whole program, which is killed with -9 meanwhile: what the log has, the journal has. */
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { blockOf, type Block } from '../src/ingest/block.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import { journalBlocks } from '../src/runtime/journal.ts'
import { createAuthority, withoutOpenssl } from './certificates.ts'
import { post } from './delivery.ts'
import { startReceiver } from './receiver-process.ts'
import { SOURCES } from './samples.ts'
import { temporaryFolder } from './temporary.ts'

const sources = await loadSources(SOURCES)
const TOKEN = 'a-token-of-an-api-server'
const APISERVER = join(process.env['LAB_KUBERNETES'] ?? '', 'bin/kube-apiserver')
const skip =
  withoutOpenssl() ||
  (spawnSync('etcd', ['--version']).status !== 0 && 'there is no etcd') ||
  (spawnSync(APISERVER, ['--version']).status !== 0 &&
    'no kube-apiserver to run: set LAB_KUBERNETES to the folder that lab/kubernetes-build.sh filled')

const started: ChildProcess[] = []
const run = (program: string, words: readonly string[]): ChildProcess => {
  const child = spawn(program, words, { stdio: 'ignore' })
  started.push(child)
  return child
}
/** One that nobody listens on now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

describe('an API server with an audit webhook', { skip }, () => {
  after(() => {
    for (const child of started) child.kill('SIGKILL')
  })
  for (const proof of ['token', 'certificate'] as const)
    it(`is known by its ${proof}, and delivers every event that its log has`, async () => {
      const authority = createAuthority()
      const [server, client] = [authority.issue('localhost'), authority.issue('kube-apiserver')]
      const [home, journal] = [temporaryFolder(), join(temporaryFolder(), 'journal')]
      const at = (name: string): string => join(home, name)
      const [port, etcd, etcdPeer, api] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
      writeFileSync(at('token'), TOKEN)
      writeFileSync(
        at('receivers.yaml'),
        `listen: ['https://127.0.0.1:${port}']
tls: {certificate: ${server.certificate}, key: ${server.key}, clients: ${authority.certificate}}
senders:
- {name: by-token, token_file: token, delivers: [kubernetes-audit]}
- {name: by-certificate, certificate: kube-apiserver, delivers: [kubernetes-audit]}
`,
      )
      const user =
        proof === 'token' ? `token: ${TOKEN}` : `client-certificate: ${client.certificate}, client-key: ${client.key}`
      writeFileSync(
        at('webhook.yaml'),
        `apiVersion: v1
kind: Config
clusters: [{name: t, cluster: {server: 'https://127.0.0.1:${port}/audit', certificate-authority: ${authority.certificate}}}]
users: [{name: u, user: {${user}}}]
contexts: [{name: t, context: {cluster: t, user: u}}]
current-context: t
`,
      )
      writeFileSync(at('policy.yaml'), 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: RequestResponse}]\n')
      const receive = async (): Promise<ChildProcess> => {
        const { child } = await startReceiver(at('receivers.yaml'), journal)
        started.push(child)
        return child
      }
      let receiver = await receive()

      const etcdUrl = `http://127.0.0.1:${etcd}`
      const peers = ['--listen-peer-urls', `http://127.0.0.1:${etcdPeer}`]
      run('etcd', [
        '--data-dir',
        at('etcd'),
        '--listen-client-urls',
        etcdUrl,
        '--advertise-client-urls',
        etcdUrl,
        ...peers,
      ])
      const words = {
        'etcd-servers': etcdUrl,
        'bind-address': '127.0.0.1',
        'advertise-address': '127.0.0.1',
        'secure-port': String(api),
        'cert-dir': at('certs'),
        'service-account-key-file': server.key,
        'service-account-signing-key-file': server.key,
        'service-account-issuer': 'https://kubernetes.default.svc',
        'authorization-mode': 'AlwaysAllow',
        'client-ca-file': authority.certificate,
        'audit-policy-file': at('policy.yaml'),
        'audit-log-path': at('audit.log'),
        'audit-webhook-config-file': at('webhook.yaml'),
        'audit-webhook-batch-max-wait': '1s',
        'audit-webhook-initial-backoff': '1s',
      }
      const apiserver = run(
        APISERVER,
        Object.entries(words).map(([name, value]) => `--${name}=${value}`),
      )
      const ask = (path: string, method: string, body = ''): Promise<number> =>
        post({
          url: `https://127.0.0.1:${api}${path}`,
          method,
          body,
          headers: { 'content-type': 'application/json' },
          tls: { rejectUnauthorized: false, cert: client.cert, key: client.private },
        }).then(
          ({ status }) => status,
          () => 0,
        )
      while ((await ask('/readyz', 'GET')) !== 200) {
        assert.equal(apiserver.exitCode, null, 'the API server did not start')
        await pause(500)
      }

      const make = async (from: number, to: number): Promise<void> => {
        for (let at = from; at < to; at += 1) {
          const map = {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: `m${at}` },
            data: { at: 'x'.repeat(at) },
          }
          assert.equal(await ask('/api/v1/namespaces/default/configmaps', 'POST', JSON.stringify(map)), 201)
        }
      }
      await make(0, 60)
      receiver.kill('SIGKILL')
      await make(60, 120)
      receiver = await receive()
      await make(120, 180)
      // What it still holds it delivers before it ends.
      apiserver.kill('SIGTERM')
      await once(apiserver, 'exit')
      receiver.kill('SIGKILL')
      await once(receiver, 'exit')

      const logged = eventsOf([blockOf('audit.log', readFileSync(at('audit.log'), 'utf8'))])
      const blocks: Block[] = []
      for await (const block of journalBlocks(journal, () => {})) blocks.push(block)
      const delivered = eventsOf(blocks)
      assert.ok(logged.size > 180)
      for (const [event, uid] of logged) assert.equal(delivered.get(event), uid, event)
      assert.ok(blocks.every(({ file }) => file === `audit:by-${proof}`))
    })
})

/** The ids of all events, by audit id and stage. */
function eventsOf(blocks: readonly Block[]): Map<string, string> {
  const ingest = createIngest({ sources })
  const events = new Map<string, string>()
  for (const outcome of blocks.flatMap((block) => ingest.observe(block)))
    if (!isSetAside(outcome))
      events.set(`${String(outcome.raw['auditID'])} ${String(outcome.raw['stage'])}`, outcome.uid)
    else assert.equal(outcome.kind, 'redundant', outcome.reason)
  return events
}
