/** Looks up a technique of the pinned release of MITRE ATT&CK (Enterprise). */
import release from './techniques.json' with { type: 'json' }
import { TACTICS, type Tactic } from './tactic.ts'

export interface AttackTechnique {
  /** `T1611`, or `T1552.007` for a sub-technique. */
  readonly id: string
  readonly name: string
  readonly tactics: readonly Tactic[]
  /** ATT&CK platforms: `Containers`, `Linux`, `PRE` ... */
  readonly platforms: readonly string[]
}

/** The release that every id is checked against: `19.1`. */
export const ATTACK_RELEASE: string = release.release
export const ATTACK_DOMAIN: string = release.domain

const techniques: ReadonlyMap<string, AttackTechnique> = new Map(
  release.techniques.map((row) => {
    const [id = '', name = '', tactics = '', platforms = ''] = row.split(' | ')
    return [id, { id, name, tactics: tactics.split(', ') as Tactic[], platforms: platforms.split(', ') }]
  }),
)

/** The technique of that id; nothing where the release has none, or has withdrawn it. */
export const technique = (id: string): AttackTechnique | undefined => techniques.get(id)

/** Whether the technique is part of the Containers matrix. */
export const isContainers = (id: string): boolean => technique(id)?.platforms.includes('Containers') ?? false

/** All techniques of the release, in the order of their ids. */
export const allTechniques = (): readonly AttackTechnique[] => [...techniques.values()]

/** Where a technique stands in the kill chain: the rank of its earliest tactic; after all others where it is unknown. */
export function tacticOrder(id: string): number {
  const ranks = (technique(id)?.tactics ?? []).map((tactic) => TACTICS.indexOf(tactic))
  return ranks.length > 0 ? Math.min(...ranks) : TACTICS.length
}
