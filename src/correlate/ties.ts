/** What ties alerts to one story: which entities are worth joining by, how surely, and for how long. */
import { entityKey } from '../model/entity.ts'
import type { Alert } from '../model/alert.ts'
import type { Entity, EntityType } from '../model/entity.ts'

export interface Tie {
  readonly key: string
  readonly entity: Entity
  /** `firm`: two alerts about this are about one thing. `loose`: they may be, if one of them already is grave. */
  readonly strength: 'firm' | 'loose'
}

/** Everybody's identities: what the control plane does says nothing of who stands behind it. */
const SHARED_PRINCIPAL = /^(?:system:(?!serviceaccount:)|system:serviceaccount:kube-system:)/
const SHARED_ADDRESS = /^(?:127\.|::1$|0\.0\.0\.0$|::$)/

/** Whether everybody has it: the control plane's identities, and the addresses of the machine itself. */
export const isShared = ({ type, uid }: Pick<Entity, 'type' | 'uid'>): boolean =>
  (type === 'principal' && SHARED_PRINCIPAL.test(uid)) || (type === 'address' && SHARED_ADDRESS.test(uid))

/** The ties of an alert, firm ones first. */
export function tiesOf(alert: Alert): Tie[] {
  const ties = new Map<string, Tie>()
  for (const entity of alert.entities) {
    const strength = strengthOf(entity)
    if (!strength) continue
    for (const key of isAccount(entity) ? inHands(entity, alert) : [entityKey(entity)])
      if (ties.get(key)?.strength !== 'firm') ties.set(key, { key, entity, strength })
  }
  return [...ties.values()].toSorted((a, b) => (a.strength === b.strength ? 0 : a.strength === 'firm' ? -1 : 1))
}

const FIRM: ReadonlySet<EntityType> = new Set(['session', 'pod', 'container'])
/** Firm where the alert is about them; where they are merely near, thousands of others are too. */
const FIRM_AS_TARGET: ReadonlySet<EntityType> = new Set(['image', 'network', 'resource'])

function strengthOf({ type, uid, role, known }: Entity): Tie['strength'] | undefined {
  if (FIRM.has(type)) return 'firm'
  // A pod that is replaced has its workload in common with the one that was there, and that is all.
  if (type === 'workload') return role === 'target' ? 'firm' : 'loose'
  if (FIRM_AS_TARGET.has(type)) return role === 'target' ? 'firm' : undefined
  if (type === 'node') return 'loose'
  if (type === 'principal') {
    if (isShared({ type, uid })) return undefined
    // Who last rolled a workload out is context for every event in it, and no party to them. The account whose token a record hands out is.
    return role !== 'context' || (known === 'recorded' && isAccount({ type, uid })) ? 'firm' : undefined
  }
  // A proxy and a load balancer give everybody one address: see `SHARED_BY` for how many make it nobody's.
  if (type === 'address') return role !== 'origin' || isShared({ type, uid }) ? undefined : 'loose'
  return undefined
}

const isAccount = ({ type, uid }: Pick<Entity, 'type' | 'uid'>): boolean =>
  type === 'principal' && uid.startsWith('system:serviceaccount:')

/**
 * A service account is whoever has its token: every pod of its workloads, and who took it from one. What two of them do is no more one
 * matter than what two people do that have one role; so it ties by the workload that it asked from, and by the address.
 */
function inHands(account: Entity, { entities }: Alert): string[] {
  const hands = entities.filter(({ type, role }) => role === 'origin' && (type === 'workload' || type === 'address'))
  const key = entityKey(account)
  return hands.length > 0 ? hands.map((hand) => `${key} ${entityKey(hand)}`) : [key]
}

/** Two people at one address may be one who changed identity. A third makes it a place where people meet, which ties nobody. */
export const SHARED_BY = 3

/** Things that several people use: each alone is firm, and in the hands of two it may be two stories. */
const USED: ReadonlySet<EntityType> = new Set(['pod', 'container', 'image', 'workload', 'network', 'resource'])

/** Whether two alerts about one thing name different people for it: then they may be about two matters. */
export const isContested = ({ entity }: Tie, actors: readonly string[], others: readonly string[]): boolean =>
  USED.has(entity.type) && actors.length > 0 && others.length > 0 && !others.some((other) => actors.includes(other))

/** Who acted, of those that an alert names. */
export const actorsOf = ({ entities }: Alert): string[] =>
  entities.filter(({ type, role }) => type === 'principal' && role === 'actor').map(({ uid }) => uid)
