/** What became of the first list of each kind, and what is to be said of it once all are known. */

/** `missing`: the cluster has no such kind. */
export type Fate = 'listed' | 'refused' | 'missing'

export interface Fates {
  decide(resource: string, fate: Fate): void
}

export interface FatesOptions {
  /** How many kinds there are. */
  readonly kinds: number
  readonly notice: (words: string) => void
  /** Not one could be listed. */
  readonly useless: () => void
}

const SAID: readonly (readonly [Fate, string])[] = [
  ['refused', 'this account may not list and watch, so that nothing is seen of'],
  ['missing', 'it has no'],
]

export function createFates({ kinds, notice, useless }: FatesOptions): Fates {
  const fates = new Map<string, Fate>()
  let said = false
  const those = (wanted: Fate): string[] =>
    [...fates].flatMap(([resource, fate]) => (fate === wanted ? [resource] : []))
  return {
    decide(resource, fate) {
      fates.set(resource, fate)
      if (fates.size < kinds || said) return
      said = true
      if (those('listed').length === 0) return useless()
      for (const [wanted, words] of SAID) {
        const found = those(wanted).toSorted()
        if (found.length > 0) notice(`the cluster: ${words}: ${found.join(', ')}`)
      }
    },
  }
}
