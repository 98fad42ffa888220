/** Who acted by themselves, where the control plane's controllers acted for them. */
import type { Entity } from './entity.ts'

/** They do what was asked of the API server, whoever asked it; their own identities are nobody's. */
const CONTROLLER =
  /^system:(?:kube-controller-manager|kube-scheduler|apiserver|serviceaccount:kube-system:(?:[a-z0-9-]+-controller|generic-garbage-collector))$/

/**
 * A controller beside somebody else who acted is context: it did as the cluster was asked. Where nobody else acted it stays who did it,
 * for its token may be in other hands.
 */
export function withoutControllers(entities: readonly Entity[]): readonly Entity[] {
  const isActor = ({ type, role }: Entity): boolean => type === 'principal' && role === 'actor'
  const isOther = (entity: Entity): boolean => isActor(entity) && !CONTROLLER.test(entity.uid)
  if (!entities.some(isOther)) return entities
  return entities.map((entity) => (isActor(entity) && !isOther(entity) ? { ...entity, role: 'context' } : entity))
}
