/** What an object is called: by the API, and as an entity. */
import { recorded, workloadUid, type Entity, type EntityRole } from 'tallyman/source'

export interface Identity {
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
}

/** The kinds that run pods. */
const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
])

/** As the API's paths call a kind; of kinds that are not Kubernetes' own as it would be called by habit. */
export function pluralOf(kind: string): string {
  const word = kind.toLowerCase()
  if (word === 'endpoints') return word
  if (/(?:s|x|ch)$/.test(word)) return `${word}es`
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`
}

/** The same that the audit log's source calls it. */
export function entityOf({ kind, name, namespace }: Identity, role: EntityRole): Entity {
  if (kind === 'Namespace') return recorded('namespace', name, role)
  if (kind === 'Node') return recorded('node', name, role)
  if (namespace === undefined) return recorded('resource', `${pluralOf(kind)}/${name}`, role, name)
  if (kind === 'Pod') return recorded('pod', `${namespace}/${name}`, role, name)
  if (WORKLOADS.has(kind)) return recorded('workload', workloadUid(namespace, kind, name), role, name)
  return recorded('resource', `${pluralOf(kind)}/${namespace}/${name}`, role, name)
}

/** `pod shop/web-1`, `clusterrole admin`. */
export const phraseOf = ({ kind, name, namespace }: Identity): string =>
  `${kind.toLowerCase()} ${namespace === undefined ? name : `${namespace}/${name}`}`
