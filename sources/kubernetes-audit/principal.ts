/** Who asked: the kinds of identity that an API server knows. */
import { objectAt, textAt, textsAt, type JsonObject } from 'tallyman/source'

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
