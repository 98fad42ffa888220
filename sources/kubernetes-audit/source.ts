/** Kubernetes API server audit log (audit.k8s.io v1 and v1beta1, and what GKE makes of it), as OCSF API Activity 6003. */
import {
  defineSource,
  numberAt,
  stringAt,
  textAt,
  timeAt,
  type Context,
  type Draft,
  type JsonObject,
  type Redundant,
} from 'tallyman/source'
import { createExportReader } from './cloudwatch.ts'
import { derivedOf, type Telling } from './derived.ts'
import { entitiesOf } from './entities.ts'
import { unwrap } from './envelope.ts'
import { isAuditEvent, withVerb } from './event.ts'
import { factsOf } from './facts.ts'
import { format } from './format.ts'
import { clusterOf, eventOfEntry, isLogEntry, redactedEntry } from './log-entry.ts'
import { messageOf } from './message.ts'
import { objectOf } from './object.ts'
import { outcomeOf, STAGES, stageOf, stageOfEntry } from './outcome.ts'
import { impersonatedOf, requesterOf } from './principal.ts'
import { redacted } from './redact.ts'
import { isConnection, requestOf, type Request } from './request.ts'

// A Map, not an object: the verb is an outsider's word. Paths that are no resources have HTTP's verbs.
const ACTIVITIES = new Map([
  ...['create', 'post'].map((verb) => [verb, 'Create'] as const),
  ...['get', 'list', 'watch', 'head', 'options'].map((verb) => [verb, 'Read'] as const),
  ...['update', 'patch', 'put'].map((verb) => [verb, 'Update'] as const),
  ...['delete', 'deletecollection'].map((verb) => [verb, 'Delete'] as const),
])

export const kubernetesAudit = defineSource({
  id: 'kubernetes-audit',
  title: 'Kubernetes audit log',
  logsource: { product: 'kubernetes', service: 'audit' },
  format,
  enums: new Map([
    ['kind', new Set(['Event'])],
    ['level', new Set(['Metadata', 'Request', 'RequestResponse'])],
    ['stage', new Set(STAGES)],
    ['verb', new Set(ACTIVITIES.keys())],
    ['derived.stage', new Set(['started', 'completed', 'ended', 'panicked'])],
    ['derived.outcome', new Set(['allowed', 'denied', 'failed'])],
    ['derived.principal', new Set(['user', 'serviceaccount', 'node', 'system', 'anonymous'])],
    ['derived.transport', new Set(['websocket', 'spdy', 'http'])],
    ['derived.containers.kind', new Set(['container', 'init', 'ephemeral'])],
  ]),
  unwrap,
  createLineReader: createExportReader,

  recognises: (record) => isAuditEvent(record) || isLogEntry(record),

  normalise(record, { redact }: Context): Draft | Redundant {
    const isEntry = isLogEntry(record)
    const event = isEntry ? eventOfEntry(record) : record
    const stage = isEntry ? stageOfEntry(event) : stageOf(event)
    if (stage === 'received')
      return {
        redundant: 'a later stage of the same request says how it went',
        part: { operation_uid: operationOf(event), time: timeOf(event) },
      }
    // Its client chooses how long a watch lasts, and so when it would be told if it were told at its end.
    if (event['verb'] === 'watch' && stage === 'completed') return { redundant: 'the watch was told when it started' }
    const safe = redacted(event, redact)
    const read = withVerb(safe)
    const request = requestOf(read)
    const telling: Telling = {
      request,
      requester: requesterOf(read),
      impersonated: impersonatedOf(read),
      stage,
      outcome: outcomeOf(read),
      object: objectOf(read, request),
    }
    return {
      ...draftOf(read, telling),
      entities: [...entitiesOf(read, telling), ...(isEntry ? clusterOf(record) : [])],
      fields: { ...read, derived: derivedOf(read, telling) },
      raw: isEntry ? redactedEntry(record, safe, redact) : safe,
    }
  },
})

function draftOf(raw: JsonObject, telling: Telling): Omit<Draft, 'entities'> {
  const { request, stage, outcome } = telling
  const time = timeOf(raw)
  const [code, userAgent] = [numberAt(raw, 'responseStatus.code'), textAt(raw, 'userAgent')]
  return {
    class_name: 'API Activity',
    activity_name: activityOf(request),
    status: outcome === 'allowed' ? 'Success' : 'Failure',
    ...(code !== undefined && { status_code: String(code) }),
    message: messageOf(raw, telling),
    operation: `${request.resource ?? request.path} ${request.verb}`,
    ...(request.command !== undefined && { command: request.command }),
    ...(userAgent !== undefined && { user_agent: userAgent }),
    ...(stage === 'ended' &&
      textAt(raw, 'requestReceivedTimestamp') && {
        details: { duration: time - timeAt(raw, 'requestReceivedTimestamp') },
      }),
    time,
    operation_uid: operationOf(raw),
    facts: factsOf(raw, telling),
  }
}

/**
 * Records of one request, and so of one session, have one audit ID. A client may choose it, and might give that of a harmless
 * request to a session, to pass for its end; when the server received the request is not the client's to choose.
 */
const operationOf = (raw: JsonObject): string => [stringAt(raw, 'auditID'), receivedOf(raw) ?? []].flat().join(' ')

/** A connection neither makes nor reads anything, by whichever of two verbs its client opens it. */
const activityOf = (request: Request): string =>
  isConnection(request) ? 'Other' : (ACTIVITIES.get(request.verb) ?? 'Other')

/** The first releases of v1beta1 had one timestamp for all stages, and GKE has one for the whole request. */
const receivedOf = (raw: JsonObject): string | undefined =>
  textAt(raw, 'requestReceivedTimestamp') ?? textAt(raw, 'timestamp')
const timeOf = (raw: JsonObject): number =>
  timeAt(raw, raw['stageTimestamp'] === undefined ? 'timestamp' : 'stageTimestamp')
