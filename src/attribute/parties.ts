/** Who takes part in a flow, by whose the addresses of its ends are: what its record cannot name. */
import type { EndAnswer } from '../model/attribution.ts'
import type { Entity, EntityType } from '../model/entity.ts'
import type { Event } from '../model/event.ts'

/** One end of an event: whose it was, and what that adds to a flow that it begins or that goes to it. */
export interface End {
  readonly answer: EndAnswer
  /** Of the answer; read with each event, and so kept here. */
  readonly state: EndAnswer['state']
  origins: readonly Entity[] | undefined
  targets: readonly Entity[] | undefined
}

export const endOf = (answer: EndAnswer): End => ({
  answer,
  state: answer.state,
  origins: undefined,
  targets: undefined,
})

/** Who began it is its origin, who was asked its target. Empty for what is no flow: of a request to the API only where it came from is asked. */
export function partiesOf(event: Event, source: End | undefined, destination: End | undefined): readonly Entity[] {
  if (!destination) return NOBODY
  const from = source ? (source.origins ??= namedBy(source.answer, 'origin')) : NOBODY
  const to = (destination.targets ??= namedBy(destination.answer, 'target'))
  if (from.length === 0 && to.length === 0) return NOBODY
  const all = from.concat(to)
  return event.entities.some(({ type }) => PARTIES.has(type))
    ? all.filter((party) => !event.entities.some((named) => isSame(party, named)))
    : all
}

const NOBODY: readonly Entity[] = []
const PARTIES: ReadonlySet<EntityType> = new Set<EntityType>(['pod', 'container', 'workload', 'resource'])

const isSame = (a: Entity, b: Entity): boolean => a.type === b.type && a.role === b.role && a.uid === b.uid

/** An end without an address was named by the record itself. */
function namedBy(
  { state, address, pod, container, workload, service }: EndAnswer,
  role: 'origin' | 'target',
): readonly Entity[] {
  if (state !== 'known' || address === undefined) return NOBODY
  const parties: readonly (readonly [EntityType, string | undefined])[] = [
    ['pod', pod],
    ['container', container],
    ['workload', workload],
    ['resource', service === undefined || role === 'origin' ? undefined : `services/${service}`],
  ]
  return parties.flatMap(([type, uid]) => (uid === undefined ? [] : [{ type, uid, role, known: 'inferred' as const }]))
}
