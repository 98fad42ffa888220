/** Google Cloud's LogEntry, into which GKE turns an audit event, read back as that event: as much of it as GKE leaves. */
import {
  addressOf,
  isObject,
  listAt,
  numberAt,
  objectAt,
  present,
  recordedIf,
  redactRecord,
  textAt,
  valueAt,
  type Entity,
  type JsonObject,
} from 'tallyman/source'
import { targetOf, type Target } from './log-entry-target.ts'
import { isSession } from './request.ts'

export const isLogEntry = (record: JsonObject): boolean => textAt(record, 'protoPayload.serviceName') === 'k8s.io'

/** Under the names of audit.k8s.io. What GKE does not tell is not there: the README lists it. */
export function eventOfEntry(entry: JsonObject): JsonObject {
  const payload = objectAt(entry, 'protoPayload') ?? {}
  const target = targetOf(payload)
  const username = textAt(payload, 'authenticationInfo.principalEmail')
  const address = textAt(payload, 'requestMetadata.callerIp')
  const rehearsed = objectAt(entry, 'labels')?.['command.gke.io/dryRun'] !== undefined
  return present({
    auditID: entry['insertId'],
    requestURI: rehearsed ? `${target.path}?dryRun=All` : target.path,
    verb: target.verb,
    user: username === undefined ? undefined : { username },
    // `private` and `gce-internal-ip` stand where Google does not tell it.
    sourceIPs: addressOf(address) === undefined ? undefined : [address],
    userAgent: textAt(payload, 'requestMetadata.callerSuppliedUserAgent'),
    objectRef: target.object,
    responseStatus: statusOf(payload, target),
    requestObject: bodyOf(payload['request']),
    responseObject: bodyOf(payload['response']),
    timestamp: entry['timestamp'],
    annotations: annotationsOf(entry, payload),
  })
}

/** GKE says what the message of a body is; the object in it says that itself. */
function bodyOf(body: unknown): unknown {
  if (!isObject(body)) return undefined
  const { '@type': _, ...object } = body
  return object
}

/** HTTP's code for each of google.rpc, as its definition maps them. */
const CODES = [200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401]

/** What the server answered, where it is there; else of the code of google.rpc the one that stands for it. */
function statusOf(payload: JsonObject, target: Target): JsonObject | undefined {
  const [status, answer] = [objectAt(payload, 'status'), bodyOf(payload['response'])]
  if (isObject(answer) && answer['kind'] === 'Status' && typeof answer['code'] === 'number') {
    const { status: word, message, reason, code } = answer
    return present({ status: word, message, reason, code })
  }
  if (!status) return undefined
  // A zero is left out.
  const rpc = numberAt(status, 'code') ?? 0
  if (rpc === 0) return { code: succeeded(target) }
  return present({ status: 'Failure', message: status['message'], code: CODES[rpc] ?? 500 })
}

/** GKE has one word for all that went well; the API server answers each verb in its own way. */
const succeeded = ({ verb, object }: Target): number =>
  isSession({ subresource: textAt(object, 'subresource') }) ? 101 : verb === 'create' ? 201 : 200

const DECISION = 'authorization.k8s.io/decision'

/** The annotations of the event are the labels of the entry. */
function annotationsOf(entry: JsonObject, payload: JsonObject): JsonObject | undefined {
  const labels = objectAt(entry, 'labels')
  const granted = listAt(payload, 'authorizationInfo').map((info) => valueAt(info, 'granted'))
  if (granted.length === 0 || labels?.[DECISION] !== undefined) return labels
  if (granted.every((each) => each === true)) return { [DECISION]: 'allow', ...labels }
  return granted.includes(false) ? { [DECISION]: 'forbid', ...labels } : labels
}

/** The entry without its secrets: those of its bodies were found in `event`, which is made of it. */
export function redactedEntry(entry: JsonObject, event: JsonObject, redact: (secret: string) => string): JsonObject {
  const found = new Map<string, unknown>([
    ['request', event['requestObject']],
    ['response', event['responseObject']],
    ['status', present({ message: textAt(event, 'responseStatus.message') })],
  ])
  const members = (object: JsonObject, safe: (name: string, value: unknown) => unknown): JsonObject =>
    Object.fromEntries(Object.entries(object).map(([name, value]) => [name, safe(name, value)]))
  const plain = (name: string, value: unknown): unknown => redactRecord({ [name]: value }, redact)[name]
  return members(entry, (name, value) =>
    name === 'protoPayload' && isObject(value)
      ? members(value, (part, body) =>
          isObject(body) && isObject(found.get(part))
            ? { ...body, ...(found.get(part) as JsonObject) }
            : plain(part, body),
        )
      : plain(name, value),
  )
}

/** Names are unique in a project's location alone. */
export function clusterOf(entry: JsonObject): Entity[] {
  const labels = ['project_id', 'location', 'cluster_name'].map((name) => textAt(entry, `resource.labels.${name}`))
  const name = labels.at(-1)
  return recordedIf('cluster', name && labels.filter((label) => label !== undefined).join('/'), 'context', name)
}
