import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { apiExec, containerId, engineExec, opened, podOf, program, said, started } from '../../test/exec-deeds.ts'
import { anEntity } from '../../test/fixture.ts'
import type { WhoAnswer } from '../model/attribution.ts'
import type { Event } from '../model/event.ts'
import { isOwn } from '../model/own-event.ts'
import { attribute } from './attribute.ts'

const CONTAINER = containerId(1)
const T = 1_700_000_000_000

/** What is said of each event in the end: at once, or in a word of its own later. */
function answers(events: readonly Event[], until = T + 60_000): Map<string, WhoAnswer | undefined> {
  const stage = attribute()
  const heartbeats = ['kubernetes-audit', 'docker-engine', 'tetragon'].map((source) => said(source, until))
  const before = ['kubernetes-audit', 'docker-engine'].map((source) => said(source, T - 60_000))
  const out = [started(CONTAINER, T - 60_000), ...before, ...events, ...heartbeats].flatMap((event) =>
    stage.observe(event),
  )
  out.push(...(stage.end?.() ?? []))
  const later = new Map(
    out
      .filter(isOwn)
      .map(({ place, raw }) => [place.line, raw['fields'] as unknown as WhoAnswer & { finding: string }]),
  )
  return new Map(
    out
      .filter((event) => !isOwn(event))
      .map(({ uid, place, attributed }) => [uid, later.get(place.line) ?? attributed?.who]),
  )
}
const whoOf = (
  event: Event,
  all: readonly Event[],
): Pick<WhoAnswer, 'state' | 'way' | 'session' | 'principal' | 'confidence'> => {
  const { state, way, session, principal, confidence } = answers(all).get(event.uid) ?? { state: 'unknowable' }
  return Object.fromEntries(
    Object.entries({ state, way, session, principal, confidence }).filter(([, value]) => value !== undefined),
  ) as never
}

describe('the exec join', () => {
  const ana = apiExec(CONTAINER, T, 'audit-1', 'ana', 'sh')
  const exec = engineExec(CONTAINER, T + 100, 'exec-1', 'sh')
  const shell = program(CONTAINER, T + 150, '/bin/sh', opened(100))
  const known = { state: 'known', way: 'api', session: 'audit-1', principal: 'ana', confidence: 1 }

  it('ties a process through the exec of the engine to the session and the person', () => {
    assert.deepEqual(whoOf(shell, [ana, exec, shell]), known)
    assert.deepEqual(whoOf(exec, [ana, exec, shell]), known)
  })
  it('is not in a hurry: before all that matters was heard, it is not known yet', () => {
    const stage = attribute()
    const [event] = [started(CONTAINER, T - 60_000), ana, exec, shell].flatMap((each) => stage.observe(each)).slice(-1)
    assert.equal(event?.attributed?.who?.state, 'not-yet')
  })
  it('answers at once for what descends from a process that is answered for', () => {
    const child = program(CONTAINER, T + 30_000, '/bin/cat /etc/passwd', {
      pid: 101,
      parent_pid: 100,
      in_init_tree: false,
    })
    const beats = [said('kubernetes-audit', T + 20_000), said('docker-engine', T + 20_000)]
    const stage = attribute()
    const out = [started(CONTAINER, T - 60_000), ana, exec, shell, ...beats, child].flatMap((each) =>
      stage.observe(each),
    )
    const last = out.at(-1)
    assert.equal(last?.attributed?.who?.principal, 'ana')
    assert.deepEqual(
      last?.entities.filter(({ type }) => type === 'session' || type === 'principal'),
      [
        { ...anEntity('session', 'audit-1', 'context'), known: 'inferred' },
        { ...anEntity('principal', 'ana', 'actor'), known: 'inferred' },
      ],
    )
  })
  it('tells two people in one second apart by their commands, and where they are the same not at all', () => {
    const ben = apiExec(CONTAINER, T + 300, 'audit-2', 'ben', 'id')
    const second = engineExec(CONTAINER, T + 350, 'exec-2', 'id')
    const id = program(CONTAINER, T + 400, '/usr/bin/id', opened(200))
    assert.deepEqual(whoOf(id, [ana, exec, shell, ben, second, id]), {
      ...known,
      session: 'audit-2',
      principal: 'ben',
    })
    const same = apiExec(CONTAINER, T + 300, 'audit-2', 'ben', 'sh')
    const other = engineExec(CONTAINER, T + 350, 'exec-2', 'sh')
    const all = [ana, exec, shell, same, other]
    assert.deepEqual(whoOf(shell, all), { state: 'unknowable' })
    assert.deepEqual(answers(all).get(shell.uid)?.candidates, [
      { session: 'audit-2', principal: 'ben' },
      { session: 'audit-1', principal: 'ana' },
      {},
    ])
  })
  it('knows the container’s own processes, and its health check', () => {
    const own = program(CONTAINER, T, '/bin/server', { pid: 50, in_init_tree: true })
    assert.deepEqual(whoOf(own, [own]), { state: 'known', way: 'container', confidence: 1 })
  })
  it('knows who added an ephemeral container to a pod, and that others may have attached to it', () => {
    const name = { type: 'container' as const, uid: `${podOf(CONTAINER)}/debugger` }
    const added: Event = {
      ...apiExec(CONTAINER, T - 30_000, 'audit-9', 'ana', 'sh'),
      operation: 'pods/ephemeralcontainers patch',
      facts: [{ subject: name, relation: 'opened-by', object: { type: 'principal', uid: 'ana' } }],
    }
    const running: Event = {
      ...said('docker-engine', T - 20_000),
      facts: [{ subject: name, relation: 'known-as', object: { type: 'container', uid: CONTAINER } }],
    }
    const own = program(CONTAINER, T, '/bin/sh', { pid: 50, in_init_tree: true })
    const likely = { state: 'known', way: 'api', principal: 'ana', confidence: 0.9 }
    assert.deepEqual(whoOf(own, [added, running, own]), likely)
    const later = program(CONTAINER, T + 5_000, '/bin/id', { pid: 51, parent_pid: 50, in_init_tree: true })
    const early = program(CONTAINER, T - 25_000, '/bin/id', { pid: 49, in_init_tree: true })
    assert.deepEqual(whoOf(later, [early, added, running, own, later]), likely, 'late metadata completes')
    assert.deepEqual(
      whoOf(own, [added, own]),
      { state: 'known', way: 'container', confidence: 1 },
      'of another container',
    )
  })
  it('names who called the engine on the host, where a sensor saw the client of somebody who had logged in', () => {
    const client = program(undefined, T, `docker exec -it ${CONTAINER.slice(0, 12)} sh`, { pid: 90, login: '1000' })
    assert.deepEqual(whoOf(shell, [client, exec, shell]), {
      state: 'known',
      way: 'engine',
      session: 'exec-1',
      principal: '1000@node1',
      confidence: 0.9,
    })
    assert.deepEqual(whoOf(shell, [exec, shell]), { state: 'unknowable', way: 'engine', session: 'exec-1' })
  })
  it('names who entered past the engine, or says that nobody was asked', () => {
    const enter = program(undefined, T, 'nsenter -t 50 -m -p sh', { pid: 100, login: '1000' })
    const inside = program(CONTAINER, T + 5, 'sh', opened(101, { parent_pid: 100, opened: { by: 'host' } }))
    assert.deepEqual(whoOf(inside, [enter, inside]), {
      state: 'known',
      way: 'host',
      principal: '1000@node1',
      confidence: 1,
    })
    assert.deepEqual(whoOf(inside, [inside]), { state: 'known', way: 'nobody', confidence: 1 })
    assert.deepEqual(whoOf(shell, [shell]), { state: 'known', way: 'nobody', confidence: 1 })
  })
  it('does not say that nobody was asked where not all who could tell were heard', () => {
    const stage = attribute()
    const out = [started(CONTAINER, T - 60_000), shell, said('docker-engine', T + 90_000)].flatMap((each) =>
      stage.observe(each),
    )
    assert.deepEqual(
      out.filter(isOwn).map(({ operation }) => operation),
      ['session unknown'],
    )
  })
})
