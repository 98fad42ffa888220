/** The groups of all correlations, bounded: the one that was touched longest ago is forgotten first. */
import { keyOf } from './key.ts'

export interface Group<State> {
  /** Whose group it is: the number of the correlation. */
  readonly of: number
  readonly key: string
  readonly values: readonly string[]
  state: State
  /** How many hits the state holds. */
  held: number
  older: Group<State> | undefined
  newer: Group<State> | undefined
}

export interface Limits {
  readonly maxGroups: number
  readonly maxHits: number
}

export class Groups<State> {
  readonly #byKey: readonly Map<string, Group<State>>[]
  readonly #limits: Limits
  #oldest: Group<State> | undefined
  #newest: Group<State> | undefined
  #count = 0
  #held = 0

  /** For so many correlations. */
  constructor(correlations: number, limits: Limits) {
    this.#byKey = Array.from({ length: correlations }, () => new Map<string, Group<State>>())
    this.#limits = limits
  }

  /** The group of the correlation with these values, made if it is not there, and the newest from now on. */
  touch(of: number, values: readonly string[], create: () => State): Group<State> {
    const byKey = this.#byKey[of]
    const key = keyOf(values)
    let group = byKey?.get(key)
    if (group === undefined) {
      group = { of, key, values, state: create(), held: 0, older: undefined, newer: undefined }
      byKey?.set(key, group)
      this.#count++
    } else if (group === this.#newest) return group
    else this.#unlink(group)
    group.older = this.#newest
    if (this.#newest !== undefined) this.#newest.newer = group
    this.#newest = group
    this.#oldest ??= group
    if (this.#count > this.#limits.maxGroups) this.#evict()
    return group
  }

  /** To be told how many hits the newest group holds, whenever that changes. False where it alone holds too many. */
  hold(group: Group<State>, held: number): boolean {
    this.#held += held - group.held
    group.held = held
    while (this.#held > this.#limits.maxHits && this.#oldest !== this.#newest) this.#evict()
    return this.#held <= this.#limits.maxHits
  }

  /** From the one touched longest ago to the newest. */
  *values(): IterableIterator<Group<State>> {
    for (let group = this.#oldest; group !== undefined; group = group.newer) yield group
  }

  clear(): void {
    for (const groups of this.#byKey) groups.clear()
    this.#count = 0
    this.#oldest = undefined
    this.#newest = undefined
    this.#held = 0
  }

  #evict(): void {
    const group = this.#oldest
    if (group === undefined) return
    this.#unlink(group)
    this.#byKey[group.of]?.delete(group.key)
    this.#count--
    this.#held -= group.held
  }

  #unlink(group: Group<State>): void {
    if (group.older === undefined) this.#oldest = group.newer
    else group.older.newer = group.newer
    if (group.newer === undefined) this.#newest = group.older
    else group.newer.older = group.older
    group.older = undefined
    group.newer = undefined
  }
}
