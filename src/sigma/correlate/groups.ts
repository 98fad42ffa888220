/** The groups of all correlations, bounded: the one that was touched longest ago is forgotten first. */

export interface Group<State> {
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
  readonly #groups = new Map<string, Group<State>>()
  readonly #limits: Limits
  #oldest: Group<State> | undefined
  #newest: Group<State> | undefined
  #held = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** The group of the key, made if it is not there, and the newest from now on. */
  touch(key: string, values: readonly string[], create: () => State): Group<State> {
    let group = this.#groups.get(key)
    if (group === undefined) {
      group = { key, values, state: create(), held: 0, older: undefined, newer: undefined }
      this.#groups.set(key, group)
    } else if (group !== this.#newest) this.#unlink(group)
    else return group
    group.older = this.#newest
    if (this.#newest !== undefined) this.#newest.newer = group
    this.#newest = group
    this.#oldest ??= group
    if (this.#groups.size > this.#limits.maxGroups) this.#evict()
    return group
  }

  /** To be told how many hits the newest group holds, whenever that changes. False where it alone holds too many. */
  hold(group: Group<State>, held: number): boolean {
    this.#held += held - group.held
    group.held = held
    while (this.#held > this.#limits.maxHits && this.#oldest !== this.#newest) this.#evict()
    return this.#held <= this.#limits.maxHits
  }

  get size(): number {
    return this.#groups.size
  }

  /** From the one touched longest ago to the newest. */
  *values(): IterableIterator<Group<State>> {
    for (let group = this.#oldest; group !== undefined; group = group.newer) yield group
  }

  clear(): void {
    this.#groups.clear()
    this.#oldest = undefined
    this.#newest = undefined
    this.#held = 0
  }

  #evict(): void {
    const group = this.#oldest
    if (group === undefined) return
    this.#unlink(group)
    this.#groups.delete(group.key)
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
