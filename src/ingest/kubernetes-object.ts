/** What is to be read of any object of Kubernetes, whichever source was shown it. */
import type { Entity } from '../model/entity.ts'
import type { JsonObject } from '../model/record.ts'
import { isObject, listAt, objectAt, textAt } from './read.ts'
import { recorded } from './recorded.ts'

/** `managedFields` says who set which field when: more text than the object, and nothing about it. */
export function withoutBookkeeping(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata')
  if (!metadata || !('managedFields' in metadata)) return object
  const { managedFields: _, ...rest } = metadata
  return { ...object, metadata: rest }
}

// Where each kind of workload keeps its pod; custom kinds (rollouts, clone sets) follow the same habits.
const POD_PATHS = ['spec.jobTemplate.spec.template.spec', 'spec.template.spec', 'template.spec']

/** The pod specification inside an object of any kind, a pod among them. */
export function podSpecOf(object: JsonObject): JsonObject | undefined {
  const inner = POD_PATHS.map((path) => objectAt(object, path)).find((spec) => spec !== undefined)
  const own = objectAt(object, 'spec')
  return inner ?? (own && listAt(own, 'containers').length > 0 ? own : undefined)
}

const LISTS = [
  ['containers', 'container'],
  ['initContainers', 'init'],
  ['ephemeralContainers', 'ephemeral'],
] as const

/** All containers of a pod specification, each with the `kind` of container it is. */
export const podContainersOf = (pod: JsonObject): JsonObject[] =>
  LISTS.flatMap(([list, kind]) => containersOfKind(listAt(pod, list), kind))

/** Without those that a strategic merge patch takes away. */
export const containersOfKind = (list: readonly unknown[], kind: (typeof LISTS)[number][1]): JsonObject[] =>
  list
    .filter((item): item is JsonObject => isObject(item) && item['$patch'] !== 'delete')
    .map((container) => ({ ...container, kind }))

/** Paths of the node that a pod mounts, or that a volume is. */
export function hostPathsOf(object: JsonObject, pod: JsonObject | undefined): string[] {
  const volumes = listAt(pod, 'volumes').map((volume) => textAt(volume, 'hostPath.path'))
  const own = [textAt(object, 'spec.hostPath.path'), textAt(object, 'spec.local.path')]
  return [...new Set([...volumes, ...own].filter((path) => path !== undefined).map((path) => normalisedPath(path)))]
}

// Links that every Linux has: /var/run/docker.sock is /run/docker.sock.
const LINKS = new Map([
  ['/var/run', '/run'],
  ['/var/lock', '/run/lock'],
])

function normalisedPath(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
    const link = LINKS.get(`/${steps.join('/')}`)
    if (link !== undefined) steps.splice(0, steps.length, ...link.split('/').slice(1))
  }
  return `/${steps.join('/')}`
}

/** `shop/deployment/web`. */
export const workloadUid = (namespace: string, kind: string, name: string): string =>
  `${namespace}/${kind.toLowerCase()}/${name}`

/** `shop/web-7d9/app`: a container as its pod calls it, whichever one runs under that name now. */
export const podContainerUid = (pod: string, name: string): string => `${pod}/${name}`

/** The 64 digits in `docker://4f2c...` and `containerd://4f2c...`, which is what the engines call it. */
export const containerIdOf = (status: unknown): string | undefined =>
  /^[a-z-]+:\/\/([0-9a-f]{64})$/.exec(textAt(status, 'containerID') ?? '')?.[1]

/** As the API server calls it where it acts. */
export const serviceAccountName = (namespace: string, name: string): string =>
  `system:serviceaccount:${namespace}:${name}`

/** The controller among the owners of an object. A node owns the pods of its own manifests, and is no workload. */
export function ownerOf(object: unknown): { readonly kind: string; readonly name: string } | undefined {
  const owners = listAt(object, 'metadata.ownerReferences').filter((owner) => isObject(owner))
  const owner = owners.find((each) => each['controller'] === true) ?? owners[0]
  const [kind, name] = [textAt(owner, 'kind'), textAt(owner, 'name')]
  return kind === undefined || name === undefined || kind === 'Node' ? undefined : { kind, name }
}

/** The people and accounts that a binding gives a role to; groups are no entities. */
export function boundPrincipals(binding: JsonObject): Entity[] {
  return listAt(binding, 'subjects').flatMap((subject) => {
    const [kind, name, namespace] = ['kind', 'name', 'namespace'].map((field) => textAt(subject, field))
    if (name === undefined) return []
    if (kind === 'User') return [recorded('principal', name, 'context')]
    return kind === 'ServiceAccount' && namespace !== undefined
      ? [recorded('principal', serviceAccountName(namespace, name), 'context')]
      : []
  })
}
