import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseEngineAddress } from './address.ts'
import { engineError } from './client.ts'

describe('the address of an engine', () => {
  it('is what is said, or DOCKER_HOST, or the usual socket', () => {
    const socketOf = (address: string | undefined, host?: string): unknown =>
      parseEngineAddress(address, { DOCKER_HOST: host }).connection
    assert.deepEqual(socketOf('unix:///a.sock', 'unix:///b.sock'), { socketPath: '/a.sock' })
    assert.deepEqual(socketOf(undefined, 'unix:///b.sock'), { socketPath: '/b.sock' })
    assert.deepEqual(socketOf(undefined, ''), { socketPath: '/var/run/docker.sock' })
    assert.equal(parseEngineAddress(undefined, {}).name, 'docker:unix:///var/run/docker.sock')
  })
  it('may be one of the network, with the usual ports', () => {
    const connectionOf = (address: string): unknown => parseEngineAddress(address, {}).connection
    assert.deepEqual(connectionOf('tcp://10.0.0.1:9999'), { host: '10.0.0.1', port: 9999 })
    assert.deepEqual(connectionOf('tcp://engine'), { host: 'engine', port: 2375 })
    assert.deepEqual(connectionOf('tcp://[::1]:2375'), { host: '::1', port: 2375 })
    assert.deepEqual(connectionOf('http://engine:80'), { host: 'engine', port: 80 })
  })
  it('needs keys where it is told to verify', () => {
    const environment = { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' }
    assert.throws(
      () => parseEngineAddress('tcp://engine', environment),
      /needs ca.pem, cert.pem and key.pem in \/nowhere/,
    )
  })
  it('is refused with what to give instead', () => {
    for (const address of ['ssh://me@host', 'unix://', 'docker.sock', 'npipe:////./pipe/docker', 'tcp://', ''])
      assert.throws(() => parseEngineAddress(address, {}), { name: 'InputError', message: /give unix:\/\/\/path/ })
  })
  it('that cannot be reached is told with what to do', () => {
    const told = (code: string): string => engineError('docker:x', Object.assign(new Error('no'), { code })).message
    assert.match(told('EACCES'), /permission denied on the socket; add this user to the group docker/)
    assert.match(told('ECONNREFUSED'), /start the engine/)
    assert.match(told('E2BIG'), /the connection failed \(E2BIG\)/)
  })
})
