import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { withoutOpenssl } from '../../../test/certificates.ts'
import { createClusterStandIn } from '../../../test/cluster-stand-in.ts'
import { createClusterClient } from './client.ts'
import { findAccess } from './find-access.ts'
import { listObjects } from './list.ts'
import { RESOURCES, type Resource } from './resource.ts'

describe('a list of huge objects', { skip: withoutOpenssl(), timeout: 30_000 }, () => {
  const pods = RESOURCES.find(({ plural }) => plural === 'pods') as Resource
  const listed = async (longest: number): Promise<{ names: string[]; limits: number[] }> => {
    const cluster = await createClusterStandIn()
    const client = createClusterClient(findAccess({ kubeconfig: cluster.kubeconfig }, {}), { longest })
    const names: string[] = []
    try {
      for (let index = 0; index < 20; index++) cluster.put('pods', `web-${index}`, { padding: 'x'.repeat(10_000) })
      await listObjects({ client, resource: pods, signal: new AbortController().signal }, (observed) => {
        names.push(...observed.map(({ name }) => name))
        return Promise.resolve()
      })
      return { names, limits: cluster.asked.map((path) => Number(/limit=(\d+)/.exec(path)?.[1])) }
    } finally {
      client.close()
      await cluster.close()
    }
  }
  it('is asked for in smaller pages, until they can be held', async () => {
    const { names, limits } = await listed(50_000)
    assert.equal(new Set(names).size, 20)
    assert.ok((limits.at(-1) ?? 0) <= 4, limits.join())
  })
  it('is refused where one alone is too long', async () => {
    await assert.rejects(listed(5_000), /pods: one object is longer than we can hold/)
  })
})
