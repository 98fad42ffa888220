/** Who called: a user, a role that somebody took, a service of AWS, or a service account of a cluster. */
import { textAt, type JsonObject } from 'tallyman/source'

interface Caller {
  /** The ARN; `system:serviceaccount:shop:web` as a cluster calls it, so that both are one. */
  readonly uid: string
  readonly name: string | undefined
  /** `userIdentity.type`. */
  readonly kind: string | undefined
}

export function callerOf(record: JsonObject): Caller | undefined {
  const at = (path: string): string | undefined => textAt(record, `userIdentity.${path}`)
  const [kind, account, arn] = [at('type'), at('userName'), at('arn')]
  if (account?.startsWith('system:serviceaccount:')) return { uid: account, name: undefined, kind }
  const uid = arn ?? at('invokedBy') ?? at('principalId') ?? account
  return uid === undefined ? undefined : { uid, name: account ?? sessionOf(arn), kind }
}

/** `ana` of `arn:aws:sts::111122223333:assumed-role/ops/ana`: whoever took the role chose it. */
const sessionOf = (arn: string | undefined): string | undefined => /:assumed-role\/([^/]+\/[^/]+)$/.exec(arn ?? '')?.[1]
