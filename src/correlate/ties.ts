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

/** The ties of an alert, firm ones first. */
export function tiesOf(alert: Alert): Tie[] {
  const ties = new Map<string, Tie>()
  for (const entity of alert.entities) {
    const strength = strengthOf(entity)
    const key = entityKey(entity)
    if (strength && ties.get(key)?.strength !== 'firm') ties.set(key, { key, entity, strength })
  }
  return [...ties.values()].toSorted((a, b) => (a.strength === b.strength ? 0 : a.strength === 'firm' ? -1 : 1))
}

const FIRM: ReadonlySet<EntityType> = new Set(['session', 'pod', 'container'])
/** Firm where the alert is about them; where they are merely near, thousands of others are too. */
const FIRM_AS_TARGET: ReadonlySet<EntityType> = new Set(['image', 'workload', 'network', 'resource'])

function strengthOf({ type, uid, role }: Entity): Tie['strength'] | undefined {
  if (FIRM.has(type)) return 'firm'
  if (FIRM_AS_TARGET.has(type)) return role === 'target' ? 'firm' : undefined
  if (type === 'node') return 'loose'
  // Who last rolled a workload out is context for every event in it, and no party to them.
  if (type === 'principal') return role === 'context' || SHARED_PRINCIPAL.test(uid) ? undefined : 'firm'
  // A proxy and a load balancer give everybody one address: see `SHARED_BY` for how many make it nobody's.
  if (type === 'address') return role !== 'origin' || SHARED_ADDRESS.test(uid) ? undefined : 'loose'
  return undefined
}

/** An address from which so many people were told of is a place where people meet, and ties them no more. */
export const SHARED_BY = 2

/** Who acted, of those that an alert names. */
export const actorsOf = ({ entities }: Alert): string[] =>
  entities.filter(({ type, role }) => type === 'principal' && role === 'actor').map(({ uid }) => uid)
