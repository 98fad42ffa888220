/** The service account whose credential a request gives away: by a token, by a secret that holds one, by a pod that runs as it. */
import { serviceAccountName, textAt, valueAt, type JsonObject } from 'tallyman/source'
import { CLAIM } from './principal.ts'
import type { Request } from './request.ts'

/** Clusters before 1.24 made a secret for each account, named after it; those made by hand mostly keep to that. */
const TOKEN_SECRET = /^(.+)-token-[a-z0-9]{5}$/

/** `pod`: the specification that the request is about, of any kind of workload. */
export function accountOf({ resource, namespace, name }: Request, pod: JsonObject | undefined): string | undefined {
  if (namespace === undefined) return undefined
  const named = textAt(pod, 'serviceAccountName')
  if (named !== undefined && named !== '') return serviceAccountName(namespace, named)
  if (name === undefined) return undefined
  if (resource === 'serviceaccounts/token') return serviceAccountName(namespace, name)
  const owner = resource === 'secrets' ? TOKEN_SECRET.exec(name)?.[1] : undefined
  return owner === undefined ? undefined : serviceAccountName(namespace, owner)
}

/** The name of the token that a request for one was answered with, from Kubernetes 1.30 on. */
export function issuedOf(record: JsonObject): string | undefined {
  const annotations = valueAt(record, 'annotations')
  if (typeof annotations !== 'object' || annotations === null) return undefined
  return textAt({ at: (annotations as JsonObject)[`${CLAIM}issued-credential-id`] }, 'at')
}
