import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { containerOfCgroup, readCgroup } from './container-id.ts'

const [ID, OTHER] = ['4f2c'.repeat(16), '0a1b'.repeat(16)]
const TASK = '0123456789abcdef'.repeat(2)
const POD = 'kubepods-burstable-pod0f1c2d3e_aaaa_bbbb_cccc_0123456789ab'

describe('the container of a control group', () => {
  it('is named by it, whatever the engine and its driver', () => {
    const paths = [
      `/docker/${ID}`,
      `/system.slice/docker-${ID}.scope`,
      `/docker/${OTHER}/docker/${ID}`,
      `/docker/${ID}/init.scope`,
      `/kubepods/burstable/pod0f1c2d3e-aaaa-bbbb-cccc-0123456789ab/${ID}`,
      `/kubepods.slice/kubepods-burstable.slice/${POD}.slice/cri-containerd-${ID}.scope`,
      `/kubepods.slice/kubepods-burstable.slice/${POD}.slice/crio-${ID}.scope`,
      `/system.slice/containerd.service/${POD}.slice:cri-containerd:${ID}`,
      `/machine.slice/libpod-${ID}.scope/container`,
      `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope`,
      `/libpod_parent/libpod-${ID}`,
      `/default/${ID}`,
      `/../${ID}`,
    ]
    for (const path of paths) assert.equal(containerOfCgroup(path), ID, path)
    assert.equal(containerOfCgroup(`/ecs/${TASK}/${TASK}-1234567890`), `${TASK}-1234567890`)
  })
  it('is none where a monitor, a service or a person has the group', () => {
    const paths = [
      `/machine.slice/libpod-conmon-${ID}.scope`,
      `/kubepods.slice/${POD}.slice/crio-conmon-${ID}.scope`,
      `/kubepods.slice/kubepods-burstable.slice/${POD}.slice`,
      '/system.slice/docker.service',
      '/user.slice/user-1000.slice/session-3.scope',
      `/docker/${ID}0`,
      `/docker/${ID.toUpperCase()}`,
      '/',
      '',
    ]
    for (const path of paths) assert.equal(containerOfCgroup(path), undefined, path)
  })
  it('is read of the hierarchy that says it', () => {
    const v1 = `12:pids:/docker/${ID}\n11:cpu,cpuacct:/system.slice/a-much-longer-name-of-something-else-that-is-no-container-at-all.service\n0::/\n`
    assert.equal(readCgroup(v1), `/docker/${ID}`)
    assert.equal(readCgroup(`0::/system.slice/docker-${ID}.scope\n`), `/system.slice/docker-${ID}.scope`)
    assert.equal(readCgroup('1:name=systemd:/a:b\n0::/\n'), '/a:b')
    assert.equal(readCgroup(''), '')
  })
})
