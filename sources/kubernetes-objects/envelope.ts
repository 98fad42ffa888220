/** Takes apart what carries objects: the lists that kubectl and the API server give. */
import { isObject } from 'tallyman/source'

/** The audit log has an API group of its own, and a source. */
const isOfAudit = (apiVersion: string): boolean => apiVersion.startsWith('audit.k8s.io/')

/** Whether an `apiVersion` is one of objects that are ours to read. */
export const isVersion = (apiVersion: unknown): apiVersion is string =>
  typeof apiVersion === 'string' && apiVersion !== '' && !isOfAudit(apiVersion)

/** The objects of a `List`, each of a kind of its own, or of a `PodList`, whose items leave it to the list to say so. */
export function unwrap(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined
  const { kind, apiVersion, items } = value
  if (typeof kind !== 'string' || !kind.endsWith('List') || !isVersion(apiVersion) || !Array.isArray(items))
    return undefined
  const own = kind.slice(0, -'List'.length)
  if (own === '') return items
  return items.map((item: unknown) => (isObject(item) ? { apiVersion, kind: own, ...item } : item))
}
