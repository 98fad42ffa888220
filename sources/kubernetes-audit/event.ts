/** An audit event as the API server writes it: what gives it away, and its text. */
import { textAt, type JsonObject } from 'tallyman/source'

export function isAuditEvent(record: JsonObject): boolean {
  const version = record['apiVersion']
  if (typeof version === 'string') return version.startsWith('audit.k8s.io/') && record['kind'] === 'Event'
  // Some shippers drop the version.
  return (
    version === undefined &&
    typeof record['auditID'] === 'string' &&
    typeof record['stage'] === 'string' &&
    typeof record['requestURI'] === 'string'
  )
}

/** Who translated the record may have had no word for the verb of this subresource. Nobody reads it but by the pod. */
export function withVerb(record: JsonObject): JsonObject {
  if (textAt(record, 'verb') !== undefined || textAt(record, 'objectRef.subresource') !== 'ephemeralcontainers')
    return record
  // A whole object replaces the one that is there; a patch has no kind.
  return { ...record, verb: textAt(record, 'requestObject.kind') === undefined ? 'patch' : 'update' }
}
