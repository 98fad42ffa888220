import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { specWords } from './oci-spec.ts'

const NAMESPACES = ['pid', 'ipc', 'uts', 'mount', 'network'].map((type) => ({ type }))
const ORDINARY = {
  process: {
    user: { uid: 0, gid: 0 },
    args: ['sh', '-c', 'id'],
    capabilities: { bounding: ['CAP_CHOWN', 'CAP_NET_RAW'] },
  },
  mounts: [{ destination: '/proc', type: 'proc', source: 'proc', options: ['nosuid'] }],
  linux: {
    seccomp: { defaultAction: 'SCMP_ACT_ERRNO' },
    maskedPaths: ['/proc/kcore'],
    namespaces: NAMESPACES,
    resources: {
      devices: [
        { allow: false, access: 'rwm' },
        { allow: true, type: 'c', major: 1, minor: 3, access: 'rwm' },
      ],
    },
  },
}
const NOTHING = {
  privileged: false,
  host_namespaces: [],
  sensitive_mounts: [],
  writable_sensitive_mounts: [],
  engine_socket: false,
  capabilities: [],
  unconfined: [],
  devices: [],
}

describe('an OCI runtime specification', () => {
  it('says what runs, as whom, and that an ordinary container has nothing of its host', () => {
    assert.deepEqual(specWords(ORDINARY), { command: 'sh -c id', user: '0:0', mounts: [], host_config: NOTHING })
  })
  it('says what a container was given of its host', () => {
    const { linux, process } = ORDINARY
    const { host_config } = specWords({
      process: { ...process, capabilities: { bounding: ['CAP_CHOWN', 'CAP_SYS_ADMIN'] } },
      mounts: [
        { destination: '/host', type: 'bind', source: '/', options: ['rbind', 'rw'] },
        { destination: '/logs', type: 'none', source: '/var/../var/log', options: ['bind', 'ro'] },
        { destination: '/s', type: 'bind', source: '/var/run/containerd/containerd.sock', options: ['rbind'] },
      ],
      linux: {
        namespaces: [
          { type: 'mount' },
          { type: 'ipc', path: '/proc/1/ns/ipc' },
          { type: 'uts', path: '/proc/7/ns/uts' },
        ],
        resources: { devices: [...linux.resources.devices, { allow: true, access: 'rwm' }] },
        devices: [{ path: '/dev/kmsg' }],
      },
    })
    assert.deepEqual(host_config, {
      privileged: true,
      host_namespaces: ['pid', 'ipc', 'network'],
      sensitive_mounts: ['/', '/var/log', '/run/containerd/containerd.sock'],
      writable_sensitive_mounts: ['/', '/run/containerd/containerd.sock'],
      engine_socket: true,
      capabilities: ['SYS_ADMIN'],
      unconfined: ['seccomp', 'systempaths'],
      devices: ['/dev/kmsg'],
    })
  })
  it('takes what a CRI runtime mounts into every container of a pod for ordinary', () => {
    const source = `/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/${'a'.repeat(64)}/hostname`
    const mounts = [{ destination: '/etc/hostname', type: 'bind', source, options: ['rbind', 'ro'] }]
    assert.deepEqual(specWords({ ...ORDINARY, mounts }).host_config, NOTHING)
  })
  it('says nothing of what is not there', () => {
    assert.deepEqual(specWords({}).mounts, [])
    assert.equal(specWords({}).command, undefined)
  })
})
