/** Whole attacks and whole days, end to end: what the shipped recordings tell. */
import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { parse } from 'yaml'
import { correlate } from '../src/correlate/correlate.ts'
import type { Alert } from '../src/model/alert.ts'
import { compareLevels } from '../src/model/level.ts'
import { loadContent } from '../src/runtime/content.ts'
import { everyAlert } from '../src/runtime/report.ts'
import { scan } from '../src/runtime/scan.ts'
import { unseenOf } from '../src/runtime/unseen.ts'
import { temporaryFolder } from './temporary.ts'

const content = await loadContent()

/** A line of the engine's: an event, or the recorder's snapshot of a thing. */
interface EngineRecord {
  readonly Action?: string
  readonly Actor?: { readonly Attributes: { readonly [name: string]: string } }
  readonly object?: { readonly Id?: string; readonly Image?: string }
}

describe('the recorded intrusion', async () => {
  const { incidents, alerts, actions, setAside, files, visibility } = await scan(['recordings/intrusion'], content)
  const [incident] = incidents
  const { steps } = parse(readFileSync('recordings/intrusion/ground-truth.yml', 'utf8')) as {
    steps: readonly { actor: string; catalogue: readonly string[]; start: string; end: string; what: string }[]
  }
  const attack = steps.filter(({ actor }) => actor === 'mallory')

  it('is one incident, critical, that names the person', () => {
    assert.equal(incidents.length, 1)
    assert.equal(incident?.level, 'critical')
    assert.ok(
      incident?.entities.some(({ type, uid, role }) => type === 'principal' && uid === 'mallory' && role === 'actor'),
    )
  })
  it('begins with the person, and proposes nothing against the controllers that did as they were asked', () => {
    const principals = incident?.entities.filter(({ type, role }) => type === 'principal' && role === 'actor') ?? []
    assert.equal(principals[0]?.uid, 'mallory')
    const isController = (uid: string): boolean => uid.endsWith('-controller')
    assert.ok(alerts.some(({ entities }) => entities.some(({ uid, role }) => role === 'actor' && isController(uid))))
    assert.deepEqual(
      principals.filter(({ uid }) => isController(uid)),
      [],
    )
    const targets = (actions.get(incident?.uid ?? '') ?? []).map(({ target }) => target.uid)
    assert.ok(targets.includes('mallory'))
    assert.deepEqual(targets.filter(isController), [])
  })
  it('is told by at least eight of the twelve detections, and by both strategies', () => {
    const told = new Set(incident?.alerts.map(({ detection }) => detection))
    const rows = content.detections.filter(({ id, members }) => told.has(id) && members.length === 0)
    assert.ok(rows.length >= 8, [...told].join(', '))
    for (const strategy of ['container-reconnaissance', 'container-boundary-bridged'])
      assert.ok(told.has(strategy), strategy)
  })
  it('has an alert in the time of every step of the attack that a detection covers', () => {
    assert.ok(attack.length > 8)
    const covered = new Map(content.detections.map(({ id, catalogue }) => [id, catalogue]))
    // What needs a sensor that did not watch says that it does not know: that is no omission of the detection.
    const watching = new Set([...files.flatMap(({ sources }) => [...sources.keys()]), 'tallyman'])
    const able = content.detections.filter(({ sources }) => sources.every((source) => watching.has(source)))
    assert.ok(able.length > 12)
    const known = new Set(able.flatMap(({ catalogue }) => catalogue))
    const untold = attack
      .filter(({ catalogue }) => catalogue.some((row) => known.has(row)))
      .filter(
        ({ catalogue }) =>
          !alerts.some(({ detection }) => covered.get(detection)?.some((row) => catalogue.includes(row))),
      )
    assert.deepEqual(
      untold.map(({ what }) => what),
      [],
    )
  })
  it('blames nobody who was at work: no alert of the incident has another person as its actor', () => {
    const others = new Set(steps.map(({ actor }) => actor).filter((actor) => actor !== 'mallory'))
    const blamed = incident?.entities.filter(
      ({ type, uid, role }) => type === 'principal' && role === 'actor' && others.has(uid),
    )
    assert.deepEqual(blamed, [])
  })
  it('says every place where the image runs that replaced the one in use, as the engine saw it, and since when', () => {
    const records = readFileSync('recordings/intrusion/docker-engine.jsonl', 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as EngineRecord)
    const bad = records.find(({ Action }) => Action === 'commit')?.Actor?.Attributes['imageID'] ?? ''
    const made = records.filter(({ object }) => object?.Image === bad).map(({ object }) => object?.Id ?? '')
    const places = incident?.radius?.spreads.find(({ of }) => of.type === 'image' && of.uid === bad)?.places ?? []
    assert.ok(places.length > 2)
    assert.deepEqual(places.map(({ uid }) => uid).toSorted(), [...new Set(made)].toSorted())
    for (const { since, until = Infinity, workload } of places) {
      assert.ok(since >= (incident?.time ?? Infinity) && until > since)
      assert.ok(workload !== undefined)
    }
    assert.ok(places.some(({ until }) => until === undefined) && places.some(({ until }) => until !== undefined))
  })
  it('says what could not be seen while it went on', () => {
    assert.ok(incident)
    const { untold, holes } = unseenOf(incident, visibility, content)
    assert.deepEqual(untold, ['processes', 'traffic'])
    assert.deepEqual(holes, [])
  })
  it('could be read to the last record', () => assert.deepEqual([setAside.unreadable, setAside.unrecognised], [0, 0]))
  it('leaves no secret of an exec in anything that is told', () => {
    const everything = JSON.stringify(alerts)
    const secrets = attack
      .flatMap((step) => JSON.stringify(step).match(/--password[= ]([^\s"\\]+)/g) ?? [])
      .map((word) => word.slice('--password='.length))
    assert.ok(secrets.length > 0, 'the ground truth names a secret that was typed')
    for (const secret of secrets) assert.ok(!everything.includes(secret), 'a secret was told')
  })
})

describe('the recorded identity hops', async () => {
  const { incidents, alerts, setAside } = await scan(['recordings/identity-hops'], content)
  const [incident] = incidents
  const { steps } = parse(readFileSync('recordings/identity-hops/ground-truth.yml', 'utf8')) as {
    steps: readonly { step: string; actor: string; as?: string; entities: { [kind: string]: string } }[]
  }
  const hops = steps.filter(({ actor }) => actor === 'mallory')
  const named = (type: string, roles: readonly string[]): string[] => [
    ...new Set(
      incident?.entities.filter((entity) => entity.type === type && roles.includes(entity.role)).map(({ uid }) => uid),
    ),
  ]

  it('is one incident, high, that names all three identities and nobody else', () => {
    assert.equal(incidents.length, 1)
    assert.equal(incident?.level, 'high')
    const borrowed = [...new Set(hops.map(({ as }) => as))].toSorted()
    assert.equal(borrowed.length, 3)
    assert.deepEqual(named('principal', ['actor']).toSorted(), borrowed)
  })
  it('goes on in the pod that replaced the first one, by their workload', () => {
    const pods = hops.flatMap(({ step, entities: { pod } }) => (step === 'neighbours-listed' ? [] : (pod ?? [])))
    assert.ok(pods.length > 0)
    for (const pod of pods) assert.ok(named('pod', ['origin']).includes(`shop/${pod}`), pod)
    assert.deepEqual(named('workload', ['target', 'origin']), ['shop/deployment/cache-warmer'])
  })
  it('ends with the deed in another namespace, as the third identity', () => {
    const last = incident?.alerts.filter(({ entities }) => entities.some(({ uid }) => uid.startsWith('payments/')))
    assert.ok((last?.length ?? 0) > 0)
    assert.ok(incident?.alerts.some(({ message }) => message.includes('payments/acquirer-login')))
  })
  it('leaves the honest work of the borrowed accounts out, and those who only stood near', () => {
    const places = named('address', ['origin'])
    const own = hops.flatMap(({ entities: { address } }) => address ?? [])
    assert.ok(
      places.length > 0 && places.every((place) => place === '203.0.113.66' || own.includes(place)),
      `${places}`,
    )
    assert.ok(
      !JSON.stringify(alerts.filter(({ uid }) => incident?.alerts.some((one) => one.uid === uid))).includes(
        'settlement',
      ),
    )
  })
  it('could be read to the last record', () => assert.deepEqual([setAside.unreadable, setAside.unrecognised], [0, 0]))
})

describe('a recorded story, whatever comes late', () => {
  for (const [name, held] of [
    ['intrusion', 1],
    ['identity-hops', 1],
    ['benign-day', 0],
  ] as const)
    it(`${name}: is the same where its alerts come in any order`, async () => {
      const report = await scan([`recordings/${name}`], content)
      const all = everyAlert(report)
      assert.ok(all.length > 1 && report.incidents.length === held)
      const stories = (alerts: readonly Alert[]): string[] => {
        const [stage, open] = [correlate(), new Map<string, string>()]
        for (const { uid, absorbed, alerts: own } of alerts.flatMap((alert) => stage.observe(alert))) {
          for (const gone of absorbed) open.delete(gone)
          open.set(uid, own.map((alert) => alert.uid).join())
        }
        return [...open.values()]
      }
      const told = report.incidents.map(({ alerts }) => alerts.map(({ uid }) => uid).join())
      const orders = fc.shuffledSubarray(all, { minLength: all.length })
      fc.assert(
        fc.property(orders, (alerts) => assert.deepEqual(stories(alerts), told)),
        { numRuns: 50 },
      )
    })
  it('identity-hops: is the same where two API servers write a log each', async () => {
    const folder = temporaryFolder()
    const lines = readFileSync('recordings/identity-hops/kubernetes-audit.jsonl', 'utf8').trim().split('\n')
    for (const part of [0, 1])
      writeFileSync(join(folder, `audit-${part}.jsonl`), lines.filter((_, index) => index % 2 === part).join('\n'))
    copyFileSync('recordings/identity-hops/docker-engine.jsonl', join(folder, 'docker-engine.jsonl'))
    const [{ incidents: whole }, { incidents: split }] = [
      await scan(['recordings/identity-hops'], content),
      await scan([folder], content),
    ]
    const idsOf = (told: typeof whole): string[] =>
      told.flatMap(({ uid, alerts }) => [uid, ...alerts.map((each) => each.uid)])
    assert.ok(idsOf(whole).length > 3)
    assert.deepEqual(idsOf(split), idsOf(whole))
  })
})

describe('the benign day', async () => {
  const { incidents, alerts, events, setAside, visibility } = await scan(['recordings/benign-day'], content)
  it('is a few thousand records, all of which could be read', () => {
    assert.ok(events + setAside.redundant > 3_000, `${events} events`)
    assert.deepEqual([setAside.unreadable, setAside.unrecognised], [0, 0])
  })
  it('is no incident and at most two alerts, none above medium', () => {
    assert.deepEqual(
      incidents.map(({ title }) => title),
      [],
    )
    assert.ok(alerts.length <= 2, alerts.map(({ detection, message }) => `${detection}: ${message}`).join('\n'))
    assert.deepEqual(
      alerts.filter(({ level }) => compareLevels(level, 'medium') > 0),
      [],
    )
  })
  it('tells nothing in its second half, after its first', () => {
    const [from, to] = [
      Math.min(...visibility.sensors.flatMap(({ first }) => first ?? [])),
      Math.max(...visibility.sensors.flatMap(({ last }) => last ?? [])),
    ]
    const half = (from + to) / 2
    assert.ok(to - half > 120_000, 'there is a second half')
    assert.ok(
      alerts.some((alert) => alert.last_time < half),
      'the first half was looked at',
    )
    assert.deepEqual(
      alerts.filter((alert) => alert.last_time >= half).map(({ message }) => message),
      [],
    )
  })
})
