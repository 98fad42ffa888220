/** The whole program, killed with -9 while an API server delivers as fast as it can: what it answered is in the journal. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import https from 'node:https'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import { journalBlocks } from '../src/runtime/journal.ts'
import { createAuthority, withoutOpenssl } from './certificates.ts'
import { eventList, post } from './delivery.ts'
import { startReceiver } from './receiver-process.ts'
import { SOURCES } from './samples.ts'
import { temporaryFolder } from './temporary.ts'

const TOKEN = 'a-token-of-an-api-server'
const EVENTS = 20

describe('tallyman watch --receive', { skip: withoutOpenssl() }, () => {
  it('has every audit event that it answered for, however often it is killed under load', async () => {
    const authority = createAuthority()
    const server = authority.issue('localhost')
    const [home, folder] = [temporaryFolder(), join(temporaryFolder(), 'journal')]
    const file = join(home, 'receivers.yaml')
    writeFileSync(join(home, 'token'), TOKEN)
    writeFileSync(
      file,
      `listen: ['https://127.0.0.1:0']
tls: {certificate: ${server.certificate}, key: ${server.key}}
senders: [{name: cluster, token_file: token, delivers: [kubernetes-audit]}]
`,
    )
    const acknowledged = new Set<string>()
    let sent = 0
    for (const atLeast of [40, 400]) {
      const { child, url } = await startReceiver(file, folder)
      const agent = new https.Agent({ keepAlive: true, ca: authority.cert })
      let here = 0
      const lane = async (): Promise<void> => {
        for (;;) {
          const events = Array.from({ length: EVENTS }, () => ({
            auditID: `audit-${(sent += 1)}`,
            stage: 'ResponseComplete',
          }))
          try {
            const { status } = await post({ url: `${url}/audit`, body: eventList(events), token: TOKEN, agent })
            assert.equal(status, 200)
          } catch (error) {
            if (error instanceof assert.AssertionError) throw error
            // It is dead: this list was not answered, and whoever sent it would send it again.
            return
          }
          for (const { auditID, stage } of events) acknowledged.add(`${auditID} ${stage}`)
          here += 1
          if (here === atLeast) child.kill('SIGKILL')
        }
      }
      await Promise.all([...Array.from({ length: 8 }, lane), once(child, 'exit')])
      agent.destroy()
      assert.equal(child.signalCode, 'SIGKILL')
      assert.ok(here >= atLeast)
    }

    const found = new Set<string>()
    const ingest = createIngest({ sources: await loadSources(SOURCES) })
    const faults: string[] = []
    for await (const block of journalBlocks(folder, (_, reason) => faults.push(reason)))
      for (const outcome of ingest.observe(block)) {
        assert.ok(!isSetAside(outcome))
        assert.equal(outcome.place.file, 'audit:cluster')
        found.add(`${String(outcome.raw['auditID'])} ${String(outcome.raw['stage'])}`)
      }
    assert.deepEqual(
      [...acknowledged].filter((event) => !found.has(event)),
      [],
    )
    assert.ok(acknowledged.size >= EVENTS * 400)
    // The end of the last life may be torn: of that nothing was answered.
    assert.ok(
      faults.every((reason) => /not whole/.test(reason)),
      faults.join('\n'),
    )
  })
})
