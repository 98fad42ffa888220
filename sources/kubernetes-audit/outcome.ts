/** How a request went, and where in its life the record was written. */
import { numberAt, RecordError, stringAt, textAt, type JsonObject } from 'tallyman/source'
import { isLongRunning } from './request.ts'

export type Outcome = 'allowed' | 'denied' | 'failed'
export type Stage = 'started' | 'completed' | 'ended' | 'panicked'

export const STAGES: readonly string[] = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

/** Throws RecordError. */
export function stageOf(record: JsonObject): Stage | 'received' {
  const stage = stringAt(record, 'stage')
  switch (stage) {
    case 'RequestReceived':
      return 'received'
    case 'ResponseStarted':
      return 'started'
    case 'ResponseComplete':
      return isLongRunning(textAt(record, 'objectRef.subresource')) ? 'ended' : 'completed'
    case 'Panic':
      return 'panicked'
    default:
      throw new RecordError('stage', `one of ${STAGES.join(', ')}`, stage)
  }
}

/** GKE writes one entry of a request and does not say when: of what stays open it stands for the beginning, which is what is looked for. */
export const stageOfEntry = (event: JsonObject): Stage =>
  isLongRunning(textAt(event, 'objectRef.subresource')) || event['verb'] === 'watch' ? 'started' : 'completed'

/** Denied by authentication, by authorization or by admission; failed for any other reason. */
export function outcomeOf(record: JsonObject): Outcome {
  const code = numberAt(record, 'responseStatus.code') ?? 0
  const annotations = record['annotations']
  // The annotation's name holds dots, so that no path leads to it.
  const decision = (annotations as JsonObject | undefined)?.['authorization.k8s.io/decision']
  if (decision === 'forbid' || code === 401 || code === 403) return 'denied'
  // An admission webhook may choose its own code.
  if (code >= 400 && textAt(record, 'responseStatus.message')?.includes('denied the request')) return 'denied'
  return code >= 400 || record['stage'] === 'Panic' || textAt(record, 'responseStatus.status') === 'Failure'
    ? 'failed'
    : 'allowed'
}
