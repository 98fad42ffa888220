/** Who takes part in a flow, by whose the addresses of its ends are: what its record cannot name. */
import type { Attributed, EndAnswer } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'

/** Who began it is its origin, who was asked its target. Empty for what is no flow. */
type PartiesOf = (event: Event, answers: Pick<Attributed, 'source' | 'destination'>) => readonly Entity[]

export function createParties(): PartiesOf {
  // One answer is given for an address until something changes.
  const [origins, targets] = [new WeakMap<EndAnswer, readonly Entity[]>(), new WeakMap<EndAnswer, readonly Entity[]>()]
  const partiesOf = (answer: EndAnswer | undefined, role: 'origin' | 'target'): readonly Entity[] => {
    // An end without an address was named by the record itself.
    if (answer?.state !== 'known' || answer.address === undefined) return NOBODY
    const known = role === 'origin' ? origins : targets
    let parties = known.get(answer)
    if (!parties) known.set(answer, (parties = namedBy(answer, role)))
    return parties
  }
  return (event, { source, destination }) => {
    // Of a request to the API only where it came from is asked.
    if (destination === undefined) return NOBODY
    const [from, to] = [partiesOf(source, 'origin'), partiesOf(destination, 'target')]
    if (from.length === 0 && to.length === 0) return NOBODY
    return [...from, ...to].filter(
      (party) =>
        !event.entities.some(({ type, uid, role }) => type === party.type && uid === party.uid && role === party.role),
    )
  }
}

const NOBODY: readonly Entity[] = []

const namedBy = ({ pod, container, workload, service }: EndAnswer, role: 'origin' | 'target'): readonly Entity[] =>
  (
    [
      ['pod', pod],
      ['container', container],
      ['workload', workload],
      ['resource', service === undefined || role === 'origin' ? undefined : `services/${service}`],
    ] as const
  ).flatMap(([type, uid]) => (uid === undefined ? [] : [{ type, uid, role, known: 'inferred' as const }]))
