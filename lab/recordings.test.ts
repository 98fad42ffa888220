/** Holds the ground truth of the recordings against the records: each step is seen where it says it is. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import type { Step } from './ground-truth.ts'

interface AuditEvent {
  auditID: string
  stage: string
  verb: string
  requestURI: string
  requestReceivedTimestamp: string
  user: { username: string }
  sourceIPs?: string[]
  objectRef?: { resource?: string; subresource?: string; namespace?: string; name?: string }
  requestObject?: unknown
  responseStatus?: { code: number }
}
interface EngineEvent {
  Type: string
  Action: string
  timeNano: number
  Actor: { ID: string; Attributes: Record<string, string> }
}
interface Snapshot {
  tallyman: 'docker-engine-snapshot'
  time: string
  kind: string
  object: { Id?: string; ID?: string; Image?: string; Name?: string }
}
interface Seen {
  audit: AuditEvent[]
  engine: EngineEvent[]
}

const folder = (name: string) => resolve(import.meta.dirname, '..', 'recordings', name)
const lines = <T>(file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
const isSnapshot = (record: EngineEvent | Snapshot): record is Snapshot => 'tallyman' in record

/** What must be in the records of a step for each row of the catalogue that the step claims. */
const asked = (seen: Seen, resource: string, subresource?: string) =>
  seen.audit.filter(
    ({ objectRef, stage }) =>
      stage !== 'RequestReceived' && objectRef?.resource === resource && objectRef.subresource === subresource,
  )
const holds = (events: AuditEvent[], text: string) =>
  events.some((event) => JSON.stringify(event.requestObject)?.includes(text))
const acted = (seen: Seen, type: string, action: string) =>
  seen.engine.filter((event) => event.Type === type && event.Action.startsWith(action))
const evidence = new Map<string, (seen: Seen) => unknown>([
  [
    'A01',
    ({ audit }) => new Set(audit.map(({ objectRef }) => `${objectRef?.namespace}/${objectRef?.resource}`)).size > 20,
  ],
  ['A03', (seen) => asked(seen, 'selfsubjectrulesreviews').length && asked(seen, 'selfsubjectaccessreviews').length],
  ['A04', ({ audit }) => audit.filter(({ responseStatus }) => responseStatus?.code === 403).length > 15],
  ['A17', (seen) => ['create', 'delete'].every((verb) => asked(seen, 'pods').some((event) => event.verb === verb))],
  ['A18', (seen) => acted(seen, 'container', 'start').length > 1],
  ['B01', (seen) => asked(seen, 'pods', 'exec').every((event) => event.responseStatus?.code === 101)],
  ['B05', (seen) => acted(seen, 'container', 'exec_start: cat /etc/db/db.conf').length],
  ['B09', (seen) => asked(seen, 'pods', 'portforward').length],
  ['B10', (seen) => asked(seen, 'pods', 'portforward').every((event) => event.objectRef?.name === 'orders-db-0')],
  ['B12', (seen) => asked(seen, 'pods', 'ephemeralcontainers').some((event) => event.verb === 'update')],
  ['B13', (seen) => holds(asked(seen, 'pods', 'ephemeralcontainers'), '"privileged":true')],
  ['B17', (seen) => acted(seen, 'container', 'exec_create').length],
  ['C01', (seen) => holds(asked(seen, 'pods'), '"privileged":true')],
  ['C02', (seen) => holds(asked(seen, 'pods'), '"path":"/var/run/docker.sock"')],
  ['C06', (seen) => holds(asked(seen, 'pods'), '"initContainers"')],
  ['C25', (seen) => holds(asked(seen, 'validatingwebhookconfigurations'), '"Ignore"')],
  ['C26', (seen) => holds(asked(seen, 'namespaces'), 'pod-security.kubernetes.io/enforce')],
  ['D03', (seen) => acted(seen, 'container', 'create').length],
  ['D04', (seen) => acted(seen, 'container', 'commit').length],
  ['D06', (seen) => acted(seen, 'image', 'tag').length === 2],
  ['F04', (seen) => asked(seen, 'serviceaccounts', 'token').some(({ responseStatus }) => responseStatus?.code === 201)],
  ['F11', (seen) => ['rolebindings', 'clusterrolebindings'].every((kind) => asked(seen, kind).length)],
  // A token is handed out, or an account is at work in a namespace that is not its own.
  [
    'F15',
    ({ audit }) =>
      audit.some(
        ({ objectRef, user }) =>
          objectRef?.subresource === 'token' ||
          (user.username.startsWith('system:serviceaccount:') && user.username.split(':')[2] !== objectRef?.namespace),
      ),
  ],
  [
    'G01',
    (seen) =>
      ['delete', 'deletecollection'].every((verb) => asked(seen, 'events').some((event) => event.verb === verb)),
  ],
  ['H06', (seen) => acted(seen, 'network', 'connect').length],
])

for (const [name, fewest] of [
  ['intrusion', 300],
  ['identity-hops', 300],
  ['benign-day', 500],
] as const) {
  describe(`recordings/${name}`, () => {
    const { steps } = parse(readFileSync(`${folder(name)}/ground-truth.yml`, 'utf8')) as { steps: Step[] }
    const audit = lines<AuditEvent>(`${folder(name)}/kubernetes-audit.jsonl`)
    const engine = lines<EngineEvent | Snapshot>(`${folder(name)}/docker-engine.jsonl`)
    const events = engine.filter((record): record is EngineEvent => !isSnapshot(record))
    const snapshots = engine.filter(isSnapshot)

    it('has many records, and all are of the shapes that are said', () => {
      assert.ok(audit.length > fewest && events.length > fewest, `${audit.length} and ${events.length} records`)
      for (const { kind, object, time } of snapshots) {
        assert.match(kind, /^(container|image|network|info)$/)
        assert.ok((object.Id ?? object.ID) !== undefined && !Number.isNaN(Date.parse(time)))
      }
      for (const { Type, timeNano } of events) assert.ok(Type !== '' && timeNano > 0)
    })

    it('has a snapshot of every container that was created', () => {
      const inspected = new Set(snapshots.map(({ object }) => object.Id))
      const created = events.filter(({ Type, Action }) => Type === 'container' && Action === 'create')
      assert.ok(created.length > 10)
      // A container of a build may be gone before anyone can look.
      const missed = created.filter(({ Actor }) => !inspected.has(Actor.ID))
      assert.ok(missed.length * 20 < created.length, `${missed.length} of ${created.length} were missed`)
    })

    assert.ok(steps.length > 5)
    for (const step of steps) {
      it(`${step.step}: ${step.what}`, () => {
        const within = (time: number) => time >= Date.parse(step.start) - 5 && time <= Date.parse(step.end) + 2000
        const principal = step.as ?? (step.actor === 'admin' ? 'kubernetes-admin' : step.actor)
        // Whose identity is borrowed is at work too, in another place.
        const place = step.as === undefined ? undefined : (step.from ?? step.entities?.['address'])
        const seen: Seen = {
          audit: audit.filter(
            ({ user, requestReceivedTimestamp, sourceIPs }) =>
              user.username === principal &&
              within(Date.parse(requestReceivedTimestamp)) &&
              (place === undefined || sourceIPs?.[0] === place),
          ),
          engine: events.filter((event) => within(event.timeNano / 1e6)),
        }
        if (step.sources.includes('kubernetes-audit')) assert.ok(seen.audit.length > 0)
        if (step.sources.includes('docker-engine')) assert.ok(seen.engine.length > 0)
        if (step.from !== undefined) for (const { sourceIPs } of seen.audit) assert.deepEqual(sourceIPs, [step.from])
        for (const row of step.catalogue) assert.ok(evidence.get(row)?.(seen), `no evidence of ${row}`)
      })
    }
  })
}

describe('recordings/intrusion', () => {
  const text = readFileSync(`${folder('intrusion')}/kubernetes-audit.jsonl`, 'utf8')
  const all = lines<AuditEvent>(`${folder('intrusion')}/kubernetes-audit.jsonl`)

  it('has exec by SPDY and by WebSocket, and the fake secret in a command line in both sources', () => {
    const verbs = all.filter((event) => event.objectRef?.subresource === 'exec').map((event) => event.verb)
    assert.deepEqual([...new Set(verbs)].toSorted(), ['create', 'get'])
    assert.ok(text.includes('--password%3DS0mmer-2026'))
    assert.ok(readFileSync(`${folder('intrusion')}/docker-engine.jsonl`, 'utf8').includes('--password=S0mmer-2026!'))
  })

  it('ends with pods of web that run the image that was committed', () => {
    const engine = lines<EngineEvent | Snapshot>(`${folder('intrusion')}/docker-engine.jsonl`)
    const commit = engine.find((record) => !isSnapshot(record) && record.Action === 'commit') as EngineEvent
    const running = engine
      .filter(isSnapshot)
      .filter(({ object }) => object.Image === commit.Actor.Attributes['imageID'])
    assert.ok(running.some(({ object }) => object.Name?.startsWith('/k8s_web_web-')))
  })
})

describe('recordings/identity-hops', () => {
  const { steps } = parse(readFileSync(`${folder('identity-hops')}/ground-truth.yml`, 'utf8')) as { steps: Step[] }
  const audit = lines<AuditEvent>(`${folder('identity-hops')}/kubernetes-audit.jsonl`)
  const entitiesOf = (step: string) => steps.find((each) => each.step === step)?.entities ?? {}

  it('goes on from another pod, at another address, after the first one was deleted', () => {
    const [before, after] = [entitiesOf('neighbours-listed'), entitiesOf('secret-read')]
    for (const word of ['pod', 'address', 'container']) assert.notEqual(before[word], after[word], word)
    assert.deepEqual(entitiesOf('exec-next-door'), after)
    const gone = audit.filter(
      ({ verb, objectRef, user }) =>
        verb === 'delete' && objectRef?.name === before['pod'] && user.username === 'kubernetes-admin',
    )
    assert.ok(gone.length > 0)
  })

  it('has each borrowed account at its own work as well, from elsewhere', () => {
    for (const account of ['platform:deployer', 'shop:reconciler']) {
      const asked = audit.filter(({ user }) => user.username === `system:serviceaccount:${account}`)
      assert.ok(new Set(asked.map(({ sourceIPs }) => sourceIPs?.[0])).size > 1, account)
    }
  })
})
