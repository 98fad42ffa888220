/** An audit record with plain values, and whatever a test says on top; and what the source makes of it. */
import assert from 'node:assert/strict'
import { kubernetesAudit } from '../sources/kubernetes-audit/source.ts'
import { objectAt } from '../src/ingest/read.ts'
import type { Redundant } from '../src/ingest/source.ts'
import type { Event } from '../src/model/event.ts'
import type { JsonObject } from '../src/model/record.ts'

export const record = (given: JsonObject = {}): JsonObject => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/pods/web',
  verb: 'get',
  user: { username: 'ana', groups: ['system:authenticated'] },
  sourceIPs: ['10.0.0.1'],
  objectRef: { resource: 'pods', namespace: 'shop', name: 'web', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-20T09:00:00.000000Z',
  stageTimestamp: '2026-11-20T09:00:01.500000Z',
  ...given,
})

export const read = (given?: JsonObject): Event | Redundant =>
  kubernetesAudit.read(
    { place: { source: 'kubernetes-audit', file: 'f', line: 1 }, value: record(given) },
    { redact: () => '[redacted]' },
  )

export function event(given?: JsonObject): Event {
  const told = read(given)
  assert.ok('uid' in told)
  return told
}

export const derived = (given?: JsonObject): JsonObject => objectAt(event(given).views[0]?.fields, 'derived') ?? {}

export const uids = (given: JsonObject, role: string): string[] =>
  event(given).entities.flatMap((each) => (each.role === role ? [`${each.type} ${each.uid}`] : []))

/** The part of a record that says what it is about: shop/web, of this resource. */
export const on = (resource: string, subresource?: string, more: JsonObject = {}): JsonObject => ({
  objectRef: { resource, namespace: 'shop', name: 'web', ...(subresource && { subresource }), ...more },
})
