/** The audit log as clouds hand it out: nothing is lost in a wrapping, and what GKE rewrites reads as the API server wrote it. */
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { describe, it } from 'node:test'
import { kubernetesAudit } from '../sources/kubernetes-audit/source.ts'
import { blockOf } from '../src/ingest/block.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { listAt, objectAt, textAt, valueAt } from '../src/ingest/read.ts'
import type { Event } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'
import { event, record } from './audit-record.ts'
import { filesOf, samplesOf } from './samples.ts'

const ingested = (value: unknown) =>
  createIngest({ sources: new Map([['kubernetes-audit', kubernetesAudit]]) }).observe(
    blockOf('test', JSON.stringify(value)),
  )
const uidsOf = (value: unknown): string[] =>
  ingested(value).map((outcome) => (isSetAside(outcome) ? outcome.reason : outcome.uid))
const told = (value: unknown): Event => {
  const [outcome] = ingested(value)
  assert.ok(outcome && !isSetAside(outcome))
  return outcome
}
const subscription = (messages: readonly string[]): JsonObject => ({
  messageType: 'DATA_MESSAGE',
  logEvents: messages.map((message, id) => ({ id: String(id), timestamp: 1_795_168_860_000, message })),
})
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')

describe('wrappings', () => {
  const audit = record()
  const text = JSON.stringify(audit)
  const own = event().uid
  it('give a record the id that it has as a line of the log', () => {
    for (const value of [
      subscription([text]),
      { events: [{ message: text, timestamp: 1, ingestionTime: 2 }] },
      { results: [[{ field: '@message', value: text }]] },
      { awslogs: { data: gzipSync(JSON.stringify(subscription([text]))).toString('base64') } },
      { Records: [{ kinesis: { data: base64(subscription([text])) } }] },
      { records: [{ category: 'kube-audit', properties: { log: `${text}\n` } }] },
      { Category: 'kube-audit-admin', log_s: text },
      [{ ackId: 'a', message: { data: base64(audit) } }],
    ])
      assert.deepEqual(uidsOf(value), [own], JSON.stringify(value).slice(0, 80))
  })
  it('lose none of a thousand records of one millisecond (D10)', () => {
    const messages = Array.from({ length: 1000 }, (_, at) => JSON.stringify(record({ auditID: `a-${at}` })))
    assert.equal(new Set(uidsOf(subscription(messages))).size, 1000)
  })
  it('may be large', () => {
    const requestObject = { data: { text: 'a'.repeat(6 * 1024 * 1024) } }
    const [uid] = uidsOf({ message: { data: base64(record({ verb: 'create', requestObject })) } })
    assert.match(uid ?? '', /^[0-9a-f]{32}$/)
  })
  it('set aside what cannot be opened', () => {
    const bomb = gzipSync(Buffer.alloc(20 * 1024 * 1024)).toString('base64')
    const deep = Buffer.from('['.repeat(100_000)).toString('base64')
    for (const data of [bomb, deep, Buffer.from([0x1f, 0x8b, 1, 2, 3, 4]).toString('base64')]) {
      const [outcome, ...more] = ingested({ awslogs: { data } })
      assert.ok(outcome && isSetAside(outcome) && more.length === 0)
      assert.match(outcome.reason, /is a string, not a JSON object/)
    }
    const half = gzipSync(Buffer.from(`{"a":"${'a'.repeat(9 * 1024 * 1024)}"}`)).toString('base64')
    const many = ingested(Array.from({ length: 50 }, () => ({ awslogs: { data: half } })))
    const opened = many.filter((outcome) => isSetAside(outcome) && outcome.kind === 'unrecognised')
    assert.deepEqual([many.length, opened.length], [50, 1], 'what one line may be is not exceeded by many together')
  })
})

/** As Google describes it: the group turned round, the version, the resource and the verb; core and k8s.io have names of their own. */
function entryOf(audit: JsonObject): JsonObject {
  const ref = objectAt(audit, 'objectRef')
  const { resource, subresource, namespace, name, apiGroup, apiVersion } = (ref ?? {}) as { [name: string]: string }
  const reversed = (apiGroup ?? 'core.k8s.io').split('.').toReversed().join('.')
  const method = [reversed.startsWith('io.') ? reversed : `io.k8s.${reversed}`, apiVersion, resource, subresource]
  const inside = resource === 'namespaces' ? [] : ['namespaces', namespace]
  const steps = [
    apiGroup ?? 'core',
    apiVersion,
    ...(namespace === undefined ? [] : inside),
    resource,
    name,
    subresource,
  ]
  const body = (value: unknown): unknown =>
    value === undefined ? undefined : { '@type': 'k8s.io/Any', ...(value as object) }
  const code = Number(valueAt(audit, 'responseStatus.code') ?? 0)
  const RPC = new Map([
    [403, 7],
    [404, 5],
    [409, 10],
    [401, 16],
  ])
  return {
    insertId: audit['auditID'],
    timestamp: audit['requestReceivedTimestamp'],
    resource: { type: 'k8s_cluster', labels: { cluster_name: 'lab', location: 'l', project_id: 'p' } },
    labels: audit['annotations'],
    protoPayload: {
      serviceName: 'k8s.io',
      methodName: [...(ref ? method : ['io.k8s']), audit['verb']].filter(Boolean).join('.'),
      resourceName: ref ? steps.filter(Boolean).join('/') : String(audit['requestURI']).replace(/^\/|\?.*$/g, ''),
      authenticationInfo: { principalEmail: textAt(audit, 'user.username') },
      requestMetadata: { callerIp: listAt(audit, 'sourceIPs')[0], callerSuppliedUserAgent: audit['userAgent'] },
      request: body(audit['requestObject']),
      response: body(audit['responseObject']),
      status: code < 400 ? {} : { code: RPC.get(code), message: textAt(audit, 'responseStatus.message') },
    },
  }
}

describe('an entry of GKE', () => {
  const natives = filesOf(kubernetesAudit)
    .filter((file) => ['access', 'changes', 'pods', 'sessions', 'workloads'].some((name) => file.startsWith(name)))
    .flatMap((file) => samplesOf(kubernetesAudit, file))
    .map(({ record: value }) => value)
    .filter(({ stage, verb }) => stage === (verb === 'watch' ? 'ResponseStarted' : 'ResponseComplete'))
    // GKE names no second identity; and nobody has said how it shows a JSON patch, which is a list.
    .filter((value) => valueAt(value, 'impersonatedUser') === undefined && !Array.isArray(value['requestObject']))

  it('tells what the audit event tells', () => {
    assert.ok(natives.length > 40)
    for (const native of natives) {
      const [ours, theirs] = [told(native), told(entryOf(native))]
      const isSession = textAt(native, 'objectRef.subresource') !== undefined
      const seen = ({ activity_name, status, operation, user_agent, message, views, facts }: Event): JsonObject => {
        const fields = views[0]?.fields
        const { verb, objectRef, responseStatus, requestObject, responseObject, annotations } = fields as JsonObject
        const { uid: _, resourceVersion: __, ...ref } = (objectRef ?? {}) as JsonObject
        return {
          activity_name,
          status,
          operation,
          user_agent,
          verb,
          ref,
          requestObject,
          responseObject,
          annotations,
          facts,
          code: valueAt(responseStatus, 'code'),
          user: valueAt(fields, 'user.username'),
          path: textAt(fields, 'requestURI')?.replace(/\?.*/, ''),
          // Commands and containers stand in the query, which GKE leaves out.
          ...(!isSession && { message, derived: { ...objectAt(fields, 'derived'), stage: '' } }),
        }
      }
      assert.deepEqual(seen(theirs), seen(ours), JSON.stringify(native).slice(0, 400))
    }
  })
  it('has what GKE does not tell neither invented nor empty', () => {
    const fields = told(entryOf(record())).views[0]?.fields ?? {}
    for (const name of ['level', 'stage', 'kind', 'impersonatedUser', 'requestReceivedTimestamp', 'stageTimestamp'])
      assert.ok(!(name in fields), name)
    assert.deepEqual(fields['user'], { username: 'ana' })
  })
  it('names the cluster, and keeps the entry as the record', () => {
    const entry = entryOf(record())
    const { entities, raw } = told(entry)
    assert.deepEqual(entities.at(-1)?.uid, 'p/l/lab')
    assert.deepEqual(raw, JSON.parse(JSON.stringify(entry)))
  })
  it('reads the codes of google.rpc, and believes the answer first', () => {
    const code = (status: unknown, response?: unknown): unknown => {
      const entry = entryOf(record())
      const payload = { ...objectAt(entry, 'protoPayload'), status, response }
      return valueAt(told({ ...entry, protoPayload: payload }).views[0]?.fields, 'responseStatus.code')
    }
    assert.deepEqual(
      [{}, { code: 5 }, { code: 7 }, { code: 16 }, { code: 99 }].map((status) => code(status)),
      [200, 404, 403, 401, 500],
    )
    assert.equal(code({ code: 3 }, { kind: 'Status', code: 422 }), 422)
    assert.equal(code(undefined), undefined)
  })
})

describe('a verb that a bridge lost', () => {
  it('is the write that an ephemeral container needs', () => {
    const objectRef = { resource: 'pods', namespace: 'shop', name: 'web', subresource: 'ephemeralcontainers' }
    const spec = { ephemeralContainers: [{ name: 'debugger', image: 'busybox' }] }
    for (const [requestObject, verb] of [
      [{ spec }, 'patch'],
      [{ kind: 'Pod', spec }, 'update'],
    ] as const) {
      const { views, message } = told(record({ verb: null, objectRef, requestObject }))
      assert.equal(views[0]?.fields['verb'], verb)
      assert.match(message, /added debugger \(busybox\) to pod shop\/web/)
    }
    const [outcome] = ingested(record({ verb: null }))
    assert.ok(outcome && isSetAside(outcome), 'of any other kind nobody knows what was asked')
  })
})
