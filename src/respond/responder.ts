/** The contract of a responder: it plans, as data, what would be done about a target, and what would undo it. */
import { z } from 'zod'
import { PHASES, type Effect, type Phase } from '../model/action.ts'
import { ENTITY_TYPES, type Entity, type EntityType } from '../model/entity.ts'
import type { Described, EffectKind } from './effect.ts'
import { EffectError } from './effect.ts'
import { engine, host, person } from './engine-effect.ts'
import type { Facts } from './facts.ts'
import { kubernetes } from './kubernetes-effect.ts'
import { permissionShape, type Permission } from './permission.ts'

export type Target = Pick<Entity, 'type' | 'uid' | 'name'>

/** Why nothing can be planned, in words for the person who then does it by hand. */
export interface Unplannable {
  readonly cannot: string
}

export type Undo = ((target: Target, facts: Facts) => readonly Effect[]) | { readonly irreversible: string }

export interface ResponderDefinition {
  /** The folder's name. */
  readonly id: string
  /** For people, to be followed by the target: `Isolate pod`. */
  readonly title: string
  readonly phase: Phase
  /** What it is done to. */
  readonly target: EntityType
  /** All that its effects need, and no more. */
  readonly permissions: readonly Permission[]
  /** Pure: the same target and facts give the same effects. Nothing is looked up; what must be, is an effect that keeps it. */
  readonly plan: (target: Target, facts: Facts) => readonly Effect[] | Unplannable
  /** Restores exactly what was; called only where `plan` gave effects. */
  readonly undo: Undo
  /** What it does not do, and what it breaks: shown to whoever approves it. */
  readonly limits: readonly string[]
}

export type Responder = Readonly<ResponderDefinition>

/** A responder that is not what it must be. Found at start, never later. */
export class ResponderError extends Error {
  override readonly name = 'ResponderError'
  readonly code = 'TALLYMAN_RESPONDER'
}

const sentence = z.string().min(1)
const definitionShape = z.strictObject({
  id: z.string().regex(/^[a-z]+(?:-[a-z]+)*$/, 'should be words in kebab-case'),
  title: sentence,
  phase: z.enum(PHASES),
  target: z.enum(ENTITY_TYPES),
  permissions: z.array(permissionShape),
  plan: z.custom((value) => typeof value === 'function', 'should be a function'),
  undo: z.union([
    z.custom((value) => typeof value === 'function', 'should be a function'),
    z.strictObject({ irreversible: sentence }),
  ]),
  limits: z.array(sentence).min(1),
})

/** Declares a responder. Throws ResponderError where it is not one. */
export function defineResponder(definition: ResponderDefinition): Responder {
  const read = definitionShape.safeParse(definition)
  if (!read.success) throw new ResponderError(`${definition.id}: ${z.prettifyError(read.error)}`, { cause: read.error })
  return Object.freeze({ ...definition })
}

/** What a folder of responders held, as the runtime found it. */
export interface ResponderUnit {
  readonly folder: string
  /** What `responder.ts` exports; `responder` should be among it. */
  readonly module: { readonly [name: string]: unknown }
}

/** The responders by id. Throws ResponderError that names every folder that is not as it must be. */
export function checkResponders(units: readonly ResponderUnit[]): ReadonlyMap<string, Responder> {
  const responders = new Map<string, Responder>()
  const problems: string[] = []
  for (const { folder, module } of units) {
    const found = module['responder'] as Responder | undefined
    if (!definitionShape.safeParse(found).success || !found)
      problems.push(`responders/${folder}: responder.ts should export \`responder\`, made by defineResponder`)
    else if (found.id !== folder)
      problems.push(`responders/${folder}: its id is ${found.id}, but should be the folder's name`)
    else responders.set(found.id, found)
  }
  if (problems.length > 0) throw new ResponderError(problems.join('\n'))
  return responders
}

export const isReversible = ({ undo }: Responder): boolean => typeof undo === 'function'

const kinds: ReadonlyMap<string, EffectKind> = new Map(
  [kubernetes, engine, host, person]
    .flatMap((family) => Object.values<EffectKind>(family))
    .map((kind) => [kind.do, kind]),
)

/** An effect in commands, conditions and permissions. Throws EffectError where there is no such effect. */
export function describeEffect(effect: Effect): Described {
  const kind = kinds.get(effect.do)
  if (!kind) throw new EffectError(`there is no effect ${JSON.stringify(effect.do)}`)
  return kind.describe(effect)
}
