/** Pairs what asks with what follows from it, as far as no other pairing is possible. */

export interface Settled<S, P> {
  /** The pairs that hold in every possible pairing. */
  readonly pairs: ReadonlyMap<S, P>
  /** Who has a partner in every one of them, though it may not be said which. */
  readonly placed: ReadonlySet<S>
  /** Partners that are taken in every one of them, though it may not be said by whom. */
  readonly taken: ReadonlySet<P>
}

/**
 * `sure` have one partner each, of those that `partnersOf` gives; nobody is the partner of two. Where there is no pairing at all, somebody
 * is there who belongs to neither side, or is missing: then nothing is said of all that hangs together with it.
 */
export function settle<S, P>(sure: readonly S[], partnersOf: (each: S) => readonly P[]): Settled<S, P> {
  const possible = new Map(sure.map((each) => [each, partnersOf(each)]))
  const takenBy = new Map<P, S>()
  const isPlaced = sure.map((each) => place(each, possible, takenBy))
  const doubtful = reachedFrom(
    sure.filter((_, at) => !isPlaced[at]),
    possible,
  )
  const certain = [...takenBy].filter(([, each]) => !doubtful.has(each))
  const only = certain.filter(([partner, each]) => isOnly(each, partner, possible, takenBy))
  return {
    pairs: new Map(only.map(([partner, each]) => [each, partner])),
    placed: new Set(certain.map(([, each]) => each)),
    taken: new Set(certain.flatMap(([partner, each]) => (isNeeded(partner, each, possible, takenBy) ? partner : []))),
  }
}

type Possible<S, P> = ReadonlyMap<S, readonly P[]>

/** Finds a partner, moving others to another one where need be (augmenting paths). */
function place<S, P>(each: S, possible: Possible<S, P>, takenBy: Map<P, S>, tried = new Set<P>()): boolean {
  for (const partner of possible.get(each) ?? []) {
    if (tried.has(partner)) continue
    tried.add(partner)
    const other = takenBy.get(partner)
    if (other !== undefined && !place(other, possible, takenBy, tried)) continue
    takenBy.set(partner, each)
    return true
  }
  return false
}

/** Without this pair, no pairing would be left. */
function isOnly<S, P>(each: S, partner: P, possible: Possible<S, P>, takenBy: ReadonlyMap<P, S>): boolean {
  const others = (possible.get(each) ?? []).filter((other) => other !== partner)
  const rest = new Map(takenBy)
  rest.delete(partner)
  return !place(each, new Map(possible).set(each, others), rest)
}

/** If nobody had this partner, no pairing would be left. */
function isNeeded<S, P>(partner: P, each: S, possible: Possible<S, P>, takenBy: ReadonlyMap<P, S>): boolean {
  const rest = new Map(takenBy)
  rest.delete(partner)
  return !place(each, possible, rest, new Set([partner]))
}

/** All that share a possible partner with one of these, or with one that does. */
function reachedFrom<S, P>(start: readonly S[], possible: Possible<S, P>): ReadonlySet<S> {
  const reached = new Set(start)
  const partners = new Set<P>()
  for (const each of reached) {
    for (const partner of possible.get(each) ?? []) partners.add(partner)
    for (const [other, theirs] of possible) if (theirs.some((partner) => partners.has(partner))) reached.add(other)
  }
  return reached
}
