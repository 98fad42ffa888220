/** What somebody who reads the audit log needs of it: one kind of request, told at some level. */
import type { Kind } from './api.ts'
import type { CallerKind } from './caller.ts'
import type { AuditLevel } from './policy.ts'

export interface Need {
  /** Who needs it, for people: the title of a rule, the id of an assumption. */
  readonly by: string
  readonly verb: string
  readonly asked: Kind | { readonly path: string }
  /** Whose requests; never empty. */
  readonly callers: readonly CallerKind[]
  readonly level: AuditLevel
  /** Whether it is about the requests of this one in particular; of everybody where it is missing. */
  readonly concerns?: (who: Who) => boolean
}

/** What of a request a policy may single out; what is missing may be anything. */
export interface Who {
  readonly user?: string
  readonly groups?: readonly string[]
  readonly namespace?: string
  readonly name?: string
}
