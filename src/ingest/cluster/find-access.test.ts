import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../../test/temporary.ts'
import { findAccess } from './find-access.ts'
import { inClusterAccess } from './in-cluster.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')
interface Parts {
  readonly cluster?: object
  readonly user?: object
  readonly name?: string
}
const config = ({ cluster = {}, user = { token: 't0k3n' }, name = 'lab' }: Parts = {}): string =>
  JSON.stringify({
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: 'ana' } }],
    clusters: [{ name, cluster: { server: 'https://10.0.0.1:6443', ...cluster } }],
    users: [{ name: 'ana', user }],
  })
const written = (text: string, folder = temporaryFolder()): string => {
  const file = join(folder, 'config')
  writeFileSync(file, text)
  return file
}
const accessOf = (parts: Parts): ReturnType<typeof findAccess> => findAccess({ kubeconfig: written(config(parts)) }, {})

describe('how to reach a cluster', () => {
  it('is what the current context says, inline or in files beside it', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'ca.crt'), 'CA')
    writeFileSync(join(folder, 'me.crt'), 'CERT')
    const text = config({
      cluster: { 'certificate-authority': 'ca.crt', 'tls-server-name': 'kubernetes' },
      user: { 'client-certificate': 'me.crt', 'client-key-data': base64('KEY') },
    })
    const { cluster, server, ca, serverName, credentials } = findAccess({ kubeconfig: written(text, folder) }, {})
    assert.deepEqual([cluster, server.href, ca, serverName], ['lab', 'https://10.0.0.1:6443/', 'CA', 'kubernetes'])
    assert.deepEqual(await credentials.current(), { cert: 'CERT', key: 'KEY' })
  })
  it('is in the files of KUBECONFIG, of several the first that has it, or in the usual place, or in the pod', () => {
    const [one, two] = [written(config({ name: 'one' })), written(config({ name: 'two' }))]
    const from = (context?: string, environment = {}): string =>
      findAccess({ ...(context !== undefined && { context }) }, environment).cluster
    assert.equal(from(undefined, { KUBECONFIG: `/missing:${two}:${one}` }), 'two')
    assert.equal(from('one', { KUBECONFIG: `${two}:${one}` }), 'one')
    const HOME = temporaryFolder()
    mkdirSync(join(HOME, '.kube'))
    written(config({ name: 'usual' }), join(HOME, '.kube'))
    assert.equal(from(undefined, { HOME }), 'usual')
    assert.throws(() => from(undefined, { HOME: '/missing' }), /there is no kubeconfig.*--kubeconfig FILE/)
    assert.throws(() => from('in-cluster', { HOME }), /this is no pod/)
  })
  it('is refused with a reason where it would not be safe, or not as it is meant', () => {
    const refused = (parts: Parts): string => {
      try {
        accessOf(parts)
      } catch (error) {
        return (error as Error).message
      }
      return assert.fail('it was taken')
    }
    assert.match(refused({ cluster: { 'insecure-skip-tls-verify': true } }), /anybody on the way/)
    assert.match(refused({ cluster: { 'proxy-url': 'http://proxy' } }), /proxy-url is not supported/)
    assert.match(refused({ cluster: { server: 'http://10.0.0.1' } }), /is no https:/)
    assert.match(refused({ user: {} }), /has no credentials/)
    assert.match(refused({ user: { 'client-certificate-data': base64('x') } }), /needs its client-key/)
    assert.match(refused({ user: { username: 'ana', password: 'x' } }), /no longer taken/)
    assert.match(refused({ user: { token: 'x', as: 'ben' } }), /impersonation/)
    assert.match(refused({ user: { 'auth-provider': {} } }), /gone from Kubernetes/)
    assert.match(refused({ cluster: { 'certificate-authority': '/missing/ca' } }), /\/missing\/ca: no such file/)
    assert.throws(() => findAccess({ kubeconfig: written('{') }, {}), /is no YAML/)
    assert.throws(
      () => findAccess({ kubeconfig: written(config()), context: 'other' }, {}),
      /there is no context other; there are lab/,
    )
    assert.throws(() => findAccess({ kubeconfig: written('{}') }, {}), /has no current-context/)
  })
  it('is that of the service account, in a pod', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'ca.crt'), 'CA')
    writeFileSync(join(folder, 'token'), 'first\n')
    const environment = {
      KUBERNETES_SERVICE_HOST: 'fd00::1',
      KUBERNETES_SERVICE_PORT: '8443',
      TALLYMAN_CLUSTER: 'shop',
    }
    const { cluster, server, ca, credentials } = inClusterAccess(environment, folder)
    assert.deepEqual([cluster, server.href, ca], ['shop', 'https://[fd00::1]:8443/', 'CA'])
    assert.deepEqual(await credentials.current(), { token: 'first' })
    writeFileSync(join(folder, 'token'), 'second')
    assert.deepEqual(await credentials.current(), { token: 'first' })
    assert.deepEqual(await credentials.current({ token: 'first' }), { token: 'second' })
    assert.throws(() => inClusterAccess(environment, '/missing'), /automountServiceAccountToken/)
  })
})

describe('credentials that a program gives', () => {
  const program = (script: string): string => {
    const file = join(temporaryFolder(), 'login')
    writeFileSync(file, `#!/bin/sh\n${script}\n`)
    chmodSync(file, 0o700)
    return file
  }
  const credentialsOf = (exec: object): ReturnType<typeof findAccess>['credentials'] =>
    accessOf({ user: { exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } } }).credentials

  it('are asked for once, and again when they end or were refused', async () => {
    const count = join(temporaryFolder(), 'count')
    const answer = '{"kind":"ExecCredential","status":{"token":"%s-%s","expirationTimestamp":"2100-01-01T00:00:00Z"}}'
    const command = program(`echo x >> ${count}; printf '${answer}' "$WHO" "$(wc -l < ${count} | tr -d ' ')"`)
    const credentials = credentialsOf({ command, env: [{ name: 'WHO', value: 'ana' }], interactiveMode: 'Never' })
    const both = await Promise.all([credentials.current(), credentials.current()])
    assert.deepEqual(both, [{ token: 'ana-1' }, { token: 'ana-1' }])
    // Both were refused with the same token: the program runs once more.
    const renewed = await Promise.all(both.map((proof) => credentials.current(proof)))
    assert.deepEqual(
      [...renewed, await credentials.current(both[0])].map(({ token }) => token),
      ['ana-2', 'ana-2', 'ana-2'],
    )
  })
  it('are asked for with what the program wants to know of the cluster', async () => {
    const asked = join(temporaryFolder(), 'asked')
    const command = program(`printf '%s' "$KUBERNETES_EXEC_INFO" > ${asked}; echo '{"status":{"token":"t"}}'`)
    await credentialsOf({ command, provideClusterInfo: true }).current()
    assert.deepEqual(JSON.parse(readFileSync(asked, 'utf8')), {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: 'https://10.0.0.1:6443' } },
    })
  })
  it('are refused where a person would have to answer, or nothing comes of it', async () => {
    assert.throws(() => credentialsOf({ command: 'x', interactiveMode: 'Always' }), /wants a person at a terminal/)
    assert.throws(
      () => credentialsOf({ command: 'x', apiVersion: 'client.authentication.k8s.io/v1alpha1' }),
      /speaks client/,
    )
    assert.throws(() => credentialsOf({}), /is not named/)
    await assert.rejects(credentialsOf({ command: '/missing/login' }).current(), /failed \(ENOENT\); run it by hand/)
    await assert.rejects(credentialsOf({ command: program('echo {}') }).current(), /gave no credentials/)
  })
})
