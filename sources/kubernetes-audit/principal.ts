/** Who asked: the kinds of identity that an API server knows. */
import { objectAt, present, textAt, textsAt, valueAt, type JsonObject } from 'tallyman/source'

type PrincipalKind = 'user' | 'serviceaccount' | 'node' | 'system' | 'anonymous'

export interface Principal {
  /** As the API server writes it; `system:serviceaccount:ns:name` stays so. Empty where nobody was authenticated. */
  readonly name: string
  readonly kind: PrincipalKind
}

/** The identity that sent the request. */
export const requesterOf = (record: JsonObject): Principal => principalAt(record, 'user')

/** The identity that the request was carried out as, where that is another. */
export const impersonatedOf = (record: JsonObject): Principal | undefined =>
  objectAt(record, 'impersonatedUser') && principalAt(record, 'impersonatedUser')

function principalAt(record: JsonObject, path: string): Principal {
  const name = textAt(record, `${path}.username`) ?? ''
  return { name, kind: kindOf(name, textsAt(record, `${path}.groups`)) }
}

function kindOf(name: string, groups: readonly string[]): PrincipalKind {
  if (name === '' || name === 'system:anonymous' || groups.includes('system:unauthenticated')) return 'anonymous'
  if (name.startsWith('system:serviceaccount:')) return 'serviceaccount'
  if (name.startsWith('system:node:')) return 'node'
  return name.startsWith('system:') ? 'system' : 'user'
}

/** Controllers carry out what others decided: nothing is changed *by* them. */
export const isControlPlane = ({ name, kind }: Principal): boolean =>
  kind === 'node' || kind === 'system' || /^system:serviceaccount:kube-system:[a-z0-9-]+-controller$/.test(name)

/** The namespace of a service account. */
export const homeOf = ({ name, kind }: Principal): string | undefined =>
  kind === 'serviceaccount' ? name.split(':')[2] : undefined

export const CLAIM = 'authentication.kubernetes.io/'

/** What the server knows of the token beyond whose it is: its own name, and the pod that it was made for. */
export function credentialOf(record: JsonObject, { name, kind }: Principal): JsonObject | undefined {
  const extra = valueAt(record, 'user.extra')
  if (typeof extra !== 'object' || extra === null) return undefined
  const claim = (word: string): string | undefined => textsAt({ at: (extra as JsonObject)[`${CLAIM}${word}`] }, 'at')[0]
  const pod = claim('pod-name')
  const namespace = homeOf({ name, kind })
  return present({
    id: claim('credential-id'),
    pod: pod === undefined || namespace === undefined ? undefined : `${namespace}/${pod}`,
    pod_uid: claim('pod-uid'),
    node: claim('node-name'),
  })
}
