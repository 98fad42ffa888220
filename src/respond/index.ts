/** The public door `tallyman/responder`: what the author of a responder needs. */
export {
  defineResponder,
  ResponderError,
  type Responder,
  type ResponderDefinition,
  type Target,
  type Undo,
  type Unplannable,
} from './responder.ts'
export { changeOf, manifestOf, type Change } from './change.ts'
export { kept, type Kept } from './effect.ts'
export { engine, host, isContainerId, isImageName, person } from './engine-effect.ts'
export { besides, callsIn, podOf, podsHolding, valueAt, type Call, type Facts } from './facts.ts'
export { kubernetes, uidOf, type Collection, type Reference } from './kubernetes-effect.ts'
export type { EnginePermission, HostPermission, KubernetesPermission, Permission } from './permission.ts'
export type { Effect, Phase } from '../model/action.ts'
export type { Entity, EntityRole, EntityType } from '../model/entity.ts'
export type { Event } from '../model/event.ts'
export type { JsonObject } from '../model/record.ts'
