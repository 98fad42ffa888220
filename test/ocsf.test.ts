/** What we export is OCSF: alerts, incidents and events, odd ones too, against the schema of the pinned release. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { alertToOcsf, eventToOcsf, incidentToOcsf, OCSF_VERSION, type Exported } from '../src/export/index.ts'
import { ENTITY_TYPES, type Entity } from '../src/model/entity.ts'
import { EVENT_CLASSES, type Event, type EventClass } from '../src/model/event.ts'
import type { Alert } from '../src/model/alert.ts'
import type { Incident } from '../src/model/incident.ts'
import { LEVELS } from '../src/model/level.ts'
import { anAlert, anEvent } from './fixture.ts'
import { loadOcsfSchema, ocsfSchemaFolder, type OcsfSchema } from './ocsf-schema.ts'

const folder = ocsfSchemaFolder()
const skip = folder === undefined && 'the OCSF schema is not beside the repository (../shared/data/ocsf-schema)'
const schema = folder === undefined ? undefined : loadOcsfSchema(folder)

/** Names as an adversary would choose them. */
const word = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    '10.0.4.7',
    'fe80::1%eth0',
    '::1',
    'shop/web-7d9',
    '\u001b[2J',
    '\ud800',
    'system:serviceaccount:shop:web',
  ),
)
const time = fc.integer({ min: 0, max: 4_102_444_800_000 })
const entity: fc.Arbitrary<Entity> = fc.record(
  {
    type: fc.constantFrom(...ENTITY_TYPES),
    uid: word,
    name: word,
    role: fc.constantFrom('actor', 'origin', 'target', 'context'),
    known: fc.constantFrom('recorded', 'inferred'),
  },
  { requiredKeys: ['type', 'uid', 'role', 'known'] },
)
/** Details of a conversation, in which anything may be anything. */
const amount = fc.oneof(fc.nat(), word, fc.constantFrom(-1, 1e300, 70_000))
const conversation = fc.record({
  src_endpoint: fc.record({ ip: word, port: amount }),
  dst_endpoint: fc.record({ ip: word, port: amount }),
  connection_info: fc.record({ protocol_name: word, direction: fc.oneof(word, fc.constant('Inbound')) }),
  traffic: fc.record({ bytes: amount, bytes_in: amount, packets: amount }),
  query: fc.record({ hostname: word, type: word }),
  answers: fc.array(fc.oneof(fc.record({ rdata: word }), fc.jsonValue())),
  http_request: fc.record({ http_method: fc.oneof(word, fc.constant('GET')), url: word }),
  http_response: fc.record({ code: amount }),
})
const event: fc.Arbitrary<Event> = fc
  .record(
    {
      uid: word,
      class_name: fc.constantFrom(...(Object.keys(EVENT_CLASSES) as EventClass[])),
      activity_name: fc.oneof(word, fc.constantFrom('Create', 'Launch', 'Start', 'Query', 'Open', 'Log')),
      message: word,
      time,
      status: fc.constantFrom('Success', 'Failure'),
      status_code: word,
      command: word,
      operation: word,
      user_agent: word,
      operation_uid: word,
      details: fc.oneof(fc.dictionary(word, fc.jsonValue()), conversation),
      entities: fc.array(entity, { maxLength: 6 }),
      raw: fc.dictionary(word, fc.jsonValue()),
    },
    { requiredKeys: ['uid', 'class_name', 'activity_name', 'message', 'time', 'entities', 'raw'] },
  )
  .map((given) => anEvent(given as Partial<Event>))
const technique = fc.constantFrom(
  { uid: 'T1609', name: 'Container Administration Command' },
  { uid: 'T1552.007', name: 'Container API' },
  { uid: 'T1599', name: 'Network Boundary Bridging', adapted: true as const },
)
const alert: fc.Arbitrary<Alert> = fc
  .record({
    uid: word,
    detection: word,
    rule: word,
    title: word,
    message: word,
    level: fc.constantFrom(...LEVELS),
    reasons: fc.array(word),
    time,
    last_time: time,
    count: fc.integer({ min: 1, max: 1_000_000 }),
    entities: fc.array(entity, { maxLength: 6 }),
    techniques: fc.array(technique, { maxLength: 3 }),
    members: fc.array(word),
    evidence: fc.array(event, { maxLength: 3 }),
  })
  .map((given) => anAlert({ ...given, records: given.evidence.map(({ place }) => place) }))
const incident: fc.Arbitrary<Incident> = fc.record({
  uid: word,
  title: word,
  status: fc.constantFrom('New', 'In Progress', 'On Hold', 'Resolved', 'Closed'),
  level: fc.constantFrom(...LEVELS),
  time,
  last_time: time,
  alerts: fc.array(alert, { minLength: 1, maxLength: 3 }),
  links: fc.constant([]),
  entities: fc.array(entity, { maxLength: 6 }),
  techniques: fc.array(technique, { maxLength: 3 }),
})

const exported: Exported = {
  product: { name: 'Tallyman', vendor_name: 'Tallyman', version: '0.1.0' },
  attack: { version: '19.1', tacticsOf: (uid) => (uid === 'T1609' ? ['execution'] : []) },
}

/** What a reader of the exported line gets. */
const asRead = (record: object): { [key: string]: unknown } =>
  JSON.parse(JSON.stringify(record)) as { [key: string]: unknown }
const problems = (record: object): string[] => (schema as OcsfSchema).validate(asRead(record))

describe('OCSF', { skip }, () => {
  it('pins the release that the schema has', () => assert.equal(OCSF_VERSION, schema?.version))

  it('has a validator that sees what is wrong', () => {
    const { metadata: _, ...without } = asRead(alertToOcsf(anAlert()))
    assert.deepEqual(problems(alertToOcsf(anAlert())), [])
    assert.match(problems(without).join('\n'), /metadata: is required/)
    const wrong = {
      severity_id: 9,
      status: 'Old',
      type_uid: 1,
      colour: 'red',
      resources: [{ ip: 'x', uid: 'y' }],
      evidences: [{ uid: 'z' }],
    }
    const found = problems({ ...alertToOcsf(anAlert()), ...wrong }).join('\n')
    for (const path of ['severity_id', 'status', 'type_uid', 'colour', 'resources[0].ip', 'evidences[0]'])
      assert.ok(found.includes(path), path)
    assert.match(
      problems({ ...incidentToOcsf(fc.sample(incident, 1)[0] as Incident), assignee_group: undefined }).join(),
      /assignee/,
    )
  })
  it('makes a valid Detection Finding of any alert', () => {
    fc.assert(fc.property(alert, (one) => assert.deepEqual(problems(alertToOcsf(one, exported)), [])))
  })
  it('makes a valid Incident Finding of any incident', () => {
    fc.assert(fc.property(incident, (one) => assert.deepEqual(problems(incidentToOcsf(one, exported)), [])))
  })
  it('makes a valid record of any event, of each class', () => {
    for (const class_name of Object.keys(EVENT_CLASSES) as EventClass[])
      fc.assert(
        fc.property(event, (one) => assert.deepEqual(problems(eventToOcsf({ ...one, class_name }, exported)), [])),
      )
  })
  it('has ports, amounts and names of a conversation where OCSF looks for them', () => {
    const details = {
      src_endpoint: { ip: '10.0.0.1', port: 40_000 },
      dst_endpoint: { ip: '10.0.0.2', port: 70_000 },
      connection_info: { protocol_name: 'udp', direction: 'Outbound' },
      traffic: { bytes: 7, bytes_in: -1 },
      query: { hostname: 'shop.example', type: 'A' },
      answers: [{ rdata: '10.0.0.3' }, 'no answer'],
    }
    const entities: Entity[] = [{ type: 'address', uid: '10.0.0.1', role: 'origin', known: 'recorded' }]
    const record = eventToOcsf(anEvent({ class_name: 'DNS Activity', activity_name: 'Traffic', details, entities }))
    assert.deepEqual(problems(record), [])
    const { src_endpoint, dst_endpoint, connection_info, traffic, query, answers } = record
    assert.deepEqual([src_endpoint, dst_endpoint], [{ ip: '10.0.0.1', port: 40_000 }, { name: 'unknown' }])
    assert.deepEqual(connection_info, { direction_id: 2, direction: 'Outbound', protocol_name: 'udp' })
    assert.deepEqual([traffic, query, answers], [{ bytes: 7 }, details.query, [{ rdata: '10.0.0.3' }]])
  })
  it('has the number of every activity by its caption', () => {
    const captions =
      'Create Read Update Delete Rename Set_Attributes Set_Security Mount Unmount Open Launch Terminate Inject Set_User_ID Close Reset Fail Refuse Traffic Listen Query Response Connect Get Head Options Post Put Trace Patch Log Collect Install Remove Start Stop Restart Enable Disable'
    const records = (Object.keys(EVENT_CLASSES) as EventClass[]).flatMap((class_name) =>
      captions.split(' ').map((word) => eventToOcsf(anEvent({ class_name, activity_name: word.replaceAll('_', ' ') }))),
    )
    for (const record of records) assert.deepEqual(problems(record), [])
    assert.equal(records.filter(({ activity_id }) => activity_id !== 99).length, 57)
  })
})

describe('an exported finding', () => {
  it('points with each observable at what it says', () => {
    fc.assert(
      fc.property(alert, incident, (alert, incident) => {
        for (const record of [alertToOcsf(alert), incidentToOcsf(incident)].map(asRead))
          for (const { name, value } of record['observables'] as { name: string; value: string }[])
            assert.equal(follow(record, name), value)
      }),
    )
  })
  it('keeps namespace, service account, owner and raw record, which OCSF has no place for', () => {
    const entities: Entity[] = [
      { type: 'principal', uid: 'system:serviceaccount:shop:web', role: 'actor', known: 'recorded' },
      { type: 'namespace', uid: 'shop', role: 'context', known: 'recorded' },
      { type: 'workload', uid: 'shop/web', role: 'context', known: 'inferred' },
    ]
    const raw = { verb: 'create', note: 'line\nbreak' }
    const { unmapped, raw_data } = asRead(alertToOcsf(anAlert({ entities, evidence: [anEvent({ entities, raw })] })))
    assert.deepEqual((unmapped as { kubernetes: object }).kubernetes, {
      clusters: [],
      namespaces: ['shop'],
      pods: [],
      workload_owners: ['shop/web'],
      service_accounts: [{ namespace: 'shop', name: 'web' }],
    })
    assert.deepEqual(
      String(raw_data)
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
      [raw],
    )
  })
  it('says which techniques are adapted, and names the technique of a sub-technique', () => {
    const techniques = [
      { uid: 'T1552.007', name: 'Container API' },
      { uid: 'T1599', name: 'Network Boundary Bridging', adapted: true as const },
    ]
    const { finding_info, unmapped } = asRead(alertToOcsf(anAlert({ techniques }), exported))
    assert.deepEqual((finding_info as { attacks: object }).attacks, [
      { version: '19.1', technique: { uid: 'T1552' }, sub_technique: { uid: 'T1552.007', name: 'Container API' } },
      { version: '19.1', technique: { uid: 'T1599', name: 'Network Boundary Bridging' } },
    ])
    assert.deepEqual((unmapped as { adapted_techniques: object }).adapted_techniques, ['T1599'])
  })
})

/** Follows `unmapped.entities[0].uid`. */
const follow = (record: unknown, pointer: string): unknown =>
  pointer.split(/[.[\]]+/).reduce<unknown>((at, key) => (at as { [key: string]: unknown })[key], record)
