/** What was asked of the API server, from the two names that GKE writes of it: the method's and the resource's. */
import { present, textAt, type JsonObject } from 'tallyman/source'

export interface Target {
  readonly verb: string | undefined
  /** The path of the request; what followed it is not told. */
  readonly path: string
  /** `objectRef`; nothing for paths such as /version. */
  readonly object: JsonObject | undefined
}

const VERSION = /^v\d+(?:(?:alpha|beta)\d+)?$/
const VERBS = new Set('create get list watch update patch delete deletecollection post put head options'.split(' '))

/** Asked of all of a kind: what is made has no path yet, what is looked for is named by a selector. GKE names it all the same. */
const ALL = new Set(['create', 'list', 'watch', 'deletecollection'])

/** `io.k8s.core.v1.pods.exec.create` of `core/v1/namespaces/shop/pods/web/exec`; for a path, `io.k8s.get` of `healthz`. */
export function targetOf(payload: JsonObject): Target {
  const { verb, words } = methodOf(textAt(payload, 'methodName') ?? '')
  const name = textAt(payload, 'resourceName') ?? ''
  const [group = '', version, ...steps] = name.split('/')
  if (!words || version === undefined) return { verb, path: `/${name}`, object: undefined }
  const [type, ...subresource] = words
  const apiGroup = group === 'core' ? undefined : group
  const isOfAll = ALL.has(verb ?? '') && subresource.length === 0
  const object = objectOf(steps, type, isOfAll)
  const root = apiGroup === undefined ? 'api' : `apis/${apiGroup}`
  return {
    verb,
    path: `/${[root, version, ...(isOfAll && object.name !== undefined ? steps.slice(0, -1) : steps)].join('/')}`,
    object: present({ ...object, apiGroup, apiVersion: version, subresource: subresource.join('/') || undefined }),
  }
}

/** The verb at its end, and the resource and subresource between that and the version; nothing for a path. */
function methodOf(method: string): { readonly verb: string | undefined; readonly words: string[] | undefined } {
  const words = method.split('.')
  const verb = VERBS.has(words.at(-1) ?? '') ? words.pop() : undefined
  const at = words.findIndex((word) => VERSION.test(word))
  return { verb, words: at === -1 ? undefined : words.slice(at + 1) }
}

function objectOf(steps: readonly string[], type: string | undefined, isOfAll: boolean) {
  const isInside = steps[0] === 'namespaces' && type !== 'namespaces'
  const [resource = type, name] = isInside ? steps.slice(2) : steps
  // As the API server has it, a namespace is inside itself where its own path is asked.
  const hasNamespace = isInside || (resource === 'namespaces' && !isOfAll)
  return { resource, namespace: hasNamespace ? steps[1] : undefined, name }
}
