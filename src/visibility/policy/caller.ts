/** Who may call an API server: the kinds of identity, and the groups that the server itself puts an identity in. */

/** As `derived.principal` of the audit source names them. */
export const CALLER_KINDS = ['user', 'serviceaccount', 'node', 'system', 'anonymous'] as const
export type CallerKind = (typeof CALLER_KINDS)[number]

export interface Caller {
  readonly user: string
  readonly groups: readonly string[]
}

/** Stands for any name that nobody has written down: no policy can hold it. */
export const ANY = '\u0000'

const ANYONE: { readonly [kind in CallerKind]: string } = {
  user: ANY,
  serviceaccount: `system:serviceaccount:${ANY}:${ANY}`,
  node: `system:node:${ANY}`,
  system: `system:${ANY}`,
  anonymous: 'system:anonymous',
}

/** One of the kind whom no policy names. */
export const anyOf = (kind: CallerKind): Caller => callerOf(ANYONE[kind])

/** An identity with the groups that it has for certain, and `more`. */
export function callerOf(user: string, more: readonly string[] = []): Caller {
  const [, , namespace = ''] = user.startsWith('system:serviceaccount:') ? user.split(':', 4) : []
  const own =
    user === 'system:anonymous' || more.includes('system:unauthenticated')
      ? ['system:unauthenticated']
      : [
          'system:authenticated',
          ...(namespace === '' ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]),
          ...(user.startsWith('system:node:') ? ['system:nodes'] : []),
        ]
  return { user, groups: [...new Set([...own, ...more])] }
}

/** One who is in the group, and in no other that this does not bring with it. */
export function memberOf(group: string): Caller {
  if (group === 'system:unauthenticated') return anyOf('anonymous')
  if (group === 'system:nodes') return anyOf('node')
  if (group === 'system:serviceaccounts') return anyOf('serviceaccount')
  const namespace = group.startsWith('system:serviceaccounts:') ? group.slice('system:serviceaccounts:'.length) : ''
  return namespace === '' ? callerOf(ANY, [group]) : callerOf(`system:serviceaccount:${namespace}:${ANY}`)
}

export function kindOfCaller({ user, groups }: Caller): CallerKind {
  if (user === 'system:anonymous' || groups.includes('system:unauthenticated')) return 'anonymous'
  if (user.startsWith('system:serviceaccount:')) return 'serviceaccount'
  if (user.startsWith('system:node:')) return 'node'
  return user.startsWith('system:') ? 'system' : 'user'
}
