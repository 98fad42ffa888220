/** People who went into one pod of a real cluster by every way there is: each process is theirs by attribution, and none is somebody else's. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { loadSources } from '../src/ingest/load.ts'
import type { Event } from '../src/model/event.ts'
import { answersTo, arrival, eventsOf, readDeeds, sessionsOf, wrongOf, type Answered } from './exec-join-answers.ts'
import { SOURCES } from './samples.ts'

const FILES = ['kubernetes-audit.jsonl', 'docker-engine.jsonl', 'host-process.jsonl']
const STREAMS = ['kubernetes-audit', 'docker-engine', 'host-process']
const textOf = (file: string): string => readFileSync(`recordings/exec-join/${file}`, 'utf8')

const deeds = readDeeds(textOf('ground-truth.yml'))
const records = new Map(FILES.map((file) => [file, textOf(file)]))
const events = eventsOf({ records }, await loadSources(SOURCES))
const sessions = new Map(deeds.map((deed) => [deed, sessionsOf(deed, events)]))

/** Of the scenes in which several people ran the same within a second, nobody can know. */
const isAmbiguous = (deed: string): boolean => deed.includes('the same')

/** Fails where one is wrong; answers with all, of which there are enough. */
function judged(heard: readonly Event[]): Answered[] {
  const all = answersTo(heard, deeds)
  assert.ok(all.length > 120, `only ${all.length} of what processes did was told`)
  for (const each of all) {
    const wrong = wrongOf(each, (each.deed && sessions.get(each.deed)) ?? [])
    const { deed, answer, event } = each
    assert.equal(wrong, undefined, `${deed?.deed ?? 'its own'}: ${event.command}: ${wrong}: ${JSON.stringify(answer)}`)
  }
  return all
}
const known = (all: readonly Answered[]): number => all.filter(({ answer }) => answer.state === 'known').length

describe('the exec join on a real cluster', () => {
  const all = judged(arrival(events))
  const of = (deed: string): Answered[] => all.filter((each) => each.deed?.deed.replace(/, \d$/, '') === deed)

  it('has seen every way in, and what each one did', () => {
    assert.deepEqual([...new Set(deeds.map(({ way }) => way))].toSorted(), [
      'api',
      'attach',
      'containerd',
      'debug',
      'engine',
      'host',
    ])
    for (const deed of deeds) {
      const its = all.filter((each) => each.deed === deed)
      assert.ok(its.length >= 5, `${deed.deed}: ${its.length}`)
      if (deed.way === 'api') assert.equal(sessions.get(deed)?.length, 1, deed.deed)
    }
  })
  it('names the person and the session of each exec through the API server, by SPDY and by WebSocket', () => {
    const each = deeds.filter(({ way, deed }) => way === 'api' && !isAmbiguous(deed))
    assert.equal(each.length, 6)
    for (const deed of each)
      for (const { answer, event } of all.filter((answered) => answered.deed === deed)) {
        const { way, principal, session, confidence } = answer
        const [truth] = sessions.get(deed) ?? []
        assert.deepEqual([way, principal, session, confidence], ['api', deed.principal, truth, 1], event.message)
      }
  })
  it('names who had logged in on the host, through the engine and past it', () => {
    for (const scene of ['docker exec', 'nsenter'])
      for (const { answer, deed } of of(scene))
        assert.deepEqual([answer.way, answer.principal], [deed?.way, deed?.principal], answer.why)
    for (const { answer, deed } of of('all at once')) assert.equal(answer.principal, deed?.principal, answer.why)
  })
  it('says that nobody opened what came past the API server and the engine', () => {
    for (const scene of ['nsenter without a login', 'containerd, past the engine'])
      for (const { answer } of of(scene)) assert.deepEqual([answer.state, answer.way], ['known', 'nobody'], answer.why)
  })
  it('does not know who called the engine where nobody had logged in, and that it was called', () => {
    for (const { answer } of of('docker exec without a login'))
      assert.deepEqual([answer.state, answer.way, answer.principal], ['unknowable', 'engine', undefined], answer.why)
  })
  it('takes what is typed into a shell of the container for its own', () => {
    for (const { answer } of of('attach')) assert.equal(answer.way, 'container', answer.why)
  })
  it('names who added the container that debugs another', () => {
    for (const { answer } of of('debug')) assert.deepEqual([answer.way, answer.principal], ['api', 'alice'], answer.why)
  })
  it('names all who may have run the same within a second, and of them none', () => {
    const doubtful = all.filter(({ deed }) => deed && isAmbiguous(deed.deed) && deed.way !== 'host')
    assert.ok(doubtful.length > 25, `${doubtful.length}`)
    for (const { answer, deed } of doubtful) {
      assert.equal(answer.state, 'unknowable', answer.why)
      const persons = answer.candidates?.map(({ principal }) => principal ?? '')
      assert.ok(persons?.includes(deed?.principal ?? ''), `${deed?.principal}: ${JSON.stringify(persons)}`)
    }
  })
  it('knows more than two of three, whatever comes first or late', () => {
    assert.ok(known(all) * 3 > all.length * 2, `${known(all)} of ${all.length}`)
    for (const stream of STREAMS)
      for (const late of [1_000, 8_000, 30_000]) {
        const others = judged(arrival(events, { [stream]: late }, 1_500))
        assert.ok(
          known(others) * 3 > others.length * 2,
          `${stream} by ${late} ms: ${known(others)} of ${others.length}`,
        )
      }
  })
  it('is wrong of none where one comes too late, or not at all', () => {
    for (const stream of STREAMS) judged(arrival(events, { [stream]: 120_000 }, 1_500))
    for (const stream of STREAMS.slice(0, 2)) {
      const some = judged(arrival(events.filter(({ place }) => place.source !== stream)))
      assert.ok(known(some) < known(all), stream)
    }
  })
  it('is wrong of none where the host was seen in containers alone', () => {
    const inside = events.filter(
      ({ place, entities, operation }) =>
        place.source !== 'host-process' ||
        operation === 'sensor heartbeat' ||
        entities.some(({ type }) => type === 'container'),
    )
    const some = judged(arrival(inside))
    for (const { answer } of some.filter(({ deed }) => deed?.way === 'engine')) assert.equal(answer.state, 'unknowable')
  })
})
