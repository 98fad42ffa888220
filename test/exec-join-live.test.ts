/** On a real cluster and its engine: people go into one pod at once by every way there is, and each process is theirs by attribution. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { before, describe, it } from 'node:test'
import { playExecJoin, type Played } from '../lab/exec-join.ts'
import { scrub } from '../lab/scrub.ts'
import { loadSources } from '../src/ingest/load.ts'
import { answersTo, arrival, eventsOf, sessionsOf, wrongOf, type Answered } from './exec-join-answers.ts'
import { SOURCES } from './samples.ts'
import { temporaryFolder } from './temporary.ts'

const NEEDED = ['LAB_KUBECTL', 'LAB_KUBECONFIGS', 'LAB_API', 'LAB_AUDIT_LOG', 'LAB_DOCKER_DIR', 'LAB_NETNS']
const SCENES = new Set(['nsenter without a login', 'all at once'])

/** Why it cannot be played here, or `false`. `.ci/run` has an engine and no Kubernetes: there the recording is what is judged. */
function withoutLab(): string | false {
  const missing = NEEDED.filter((name) => !process.env[name])
  if (missing.length > 0) return `no lab to play in: ${missing.join(', ')} not set (lab/README.md, piece by piece)`
  const place = `/run/netns/${process.env['LAB_NETNS']}-alice`
  return existsSync(place) ? false : 'nobody has a place to work from (lab/clients.sh up)'
}

describe('the exec join, played', { skip: withoutLab(), timeout: 180_000 }, () => {
  let [all, played]: [Answered[], Played | undefined] = [[], undefined]
  const ofWay = (way: string): Answered[] => all.filter(({ deed }) => deed?.way === way)
  before(async () => {
    process.env['LAB_STATE'] ??= temporaryFolder()
    played = await playExecJoin(() => {}, SCENES)
    const machine = { hostName: hostname(), kernel: '', folders: [] }
    const records = new Map([...played.records].map(([file, text]) => [file, scrub(text, machine)]))
    const { deeds } = played
    const events = eventsOf({ records }, await loadSources(SOURCES))
    all = answersTo(arrival(events), deeds)
    for (const each of all) {
      const wrong = wrongOf(each, each.deed ? sessionsOf(each.deed, events) : [])
      assert.equal(wrong, undefined, `${each.deed?.deed}: ${each.event.command}: ${JSON.stringify(each.answer)}`)
    }
  })

  it('saw what every one of them did', () => {
    assert.equal(played?.deeds.length, 5)
    for (const deed of played.deeds) assert.ok(all.filter((each) => each.deed === deed).length >= 3, deed.deed)
  })
  it('names the person of each exec, and the session of those through the API server', () => {
    for (const { answer, deed, event } of [...ofWay('api'), ...ofWay('engine')]) {
      assert.equal(answer.principal, deed?.principal, `${event.message}: ${answer.why}`)
      assert.ok(answer.session !== undefined, event.message)
    }
  })
  it('names who had logged in on the host, and says that nobody opened it where nobody had', () => {
    for (const { answer, deed, event } of ofWay('host'))
      assert.deepEqual(
        [answer.way, answer.principal],
        deed?.principal === undefined ? ['nobody', undefined] : ['host', deed.principal],
        `${event.message}: ${answer.why}`,
      )
  })
})
