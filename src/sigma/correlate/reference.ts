/** Which rules a correlation refers to: there must be such, none twice, and no correlation may come from itself. */
import type { Correlation } from '../correlation.ts'
import { compareNames, namesOf } from '../named.ts'
import type { Named, SameName } from '../named.ts'
import { SigmaError, SigmaErrors } from '../place.ts'
import type { Place } from '../place.ts'

/** Throws `SigmaErrors` with every reference that is wrong. */
export function checkReferences(correlations: readonly Correlation[], rules?: readonly Named[]): void {
  const errors = [...unresolved(correlations, rules).values()].flat()
  if (errors.length > 0) throw new SigmaErrors(errors)
}

/**
 * The correlations that cannot be run, and why: they refer to what is not there, to the same rule twice, by a name of two, or to themselves by
 * however many steps; their name is taken; or they stand on one of those. `createCorrelator` takes the others. Without `rules`,
 * references to rules are taken on trust.
 */
export function unresolved(
  correlations: readonly Correlation[],
  rules?: readonly Named[],
): ReadonlyMap<Correlation, readonly SigmaError[]> {
  const byName = new Map<string, Correlation>()
  const wrong = new Map<Correlation, SigmaError[]>()
  const tell = (correlation: Correlation, errors: readonly SigmaError[]): void => {
    if (errors.length > 0) wrong.set(correlation, [...(wrong.get(correlation) ?? []), ...errors])
  }
  for (const correlation of correlations)
    for (const name of namesOf(correlation)) {
      if (byName.has(name))
        tell(correlation, [new SigmaError(correlation.place, '', `another correlation is called '${name}' as well`)])
      else byName.set(name, correlation)
    }
  const known = rules && new Set([...rules, ...correlations].flatMap(namesOf))
  const same = compareNames([...(rules ?? []), ...correlations])
  for (const correlation of correlations) {
    if (known !== undefined) tell(correlation, missingOf(correlation, known, same))
    if (rules !== undefined) tell(correlation, ambiguousOf(correlation, rules, correlations))
    tell(correlation, twinsOf(correlation, same))
    tell(correlation, circlesOf(correlation, byName))
  }
  // Each round finds what stands on those found before it, until there is no more.
  for (let before = -1; before < wrong.size;) {
    before = wrong.size
    for (const correlation of correlations)
      if (!wrong.has(correlation)) tell(correlation, fallenOf(correlation, byName, wrong))
  }
  return wrong
}

function at(place: Place, why: string): SigmaError {
  return new SigmaError(place, 'correlation.rules', why)
}

function missingOf(
  { refers, rules, aliasRefers }: Correlation,
  known: ReadonlySet<string>,
  same: SameName,
): SigmaError[] {
  return [
    ...refers
      .filter(({ rule }) => !known.has(rule))
      .map(({ rule, place }) => at(place, `there is no rule '${rule}', neither by id nor by name`)),
    ...aliasRefers
      .filter(({ rule }) => !rules.some((other) => same(rule, other)))
      .map(
        ({ rule, place }) =>
          new SigmaError(place, 'correlation.aliases', `'${rule}' is not one of the rules of the correlation`),
      ),
  ]
}

/** References to what a rule is called and something else as well; correlations that share a name are told where they stand. */
function ambiguousOf({ refers }: Correlation, rules: readonly Named[], correlations: readonly Named[]): SigmaError[] {
  return refers.flatMap(({ rule, place }) => {
    const isCalled = (document: Named): boolean => namesOf(document).includes(rule)
    const called = rules.filter(isCalled)
    const others = correlations.filter(isCalled)
    if (called.length === 0 || called.length + others.length < 2) return []
    const told = [...called.map((one) => whatIs('rule', one)), ...others.map((one) => whatIs('correlation', one))]
    return [at(place, `'${rule}' can mean ${told.join(' or ')}`)]
  })
}

function whatIs(kind: string, { id, place }: Named): string {
  return `the ${kind} ${place === undefined ? `with the id '${id}'` : `of ${place.file}:${place.line}`}`
}

/** Once by its id and once by its name is twice. */
function twinsOf({ refers }: Correlation, same: SameName): SigmaError[] {
  return refers.flatMap(({ rule, place }, index) => {
    const twin = refers.slice(0, index).find((other) => same(other.rule, rule))
    return twin === undefined ? [] : [at(place, `the same rule stands twice: as '${twin.rule}' and as '${rule}'`)]
  })
}

function circlesOf(correlation: Correlation, byName: ReadonlyMap<string, Correlation>): SigmaError[] {
  return correlation.refers
    .filter(({ rule }) => reaches(byName.get(rule), correlation, byName, new Set()))
    .map(({ rule, place }) => at(place, `the correlation comes from itself, by way of '${rule}'`))
}

function reaches(
  from: Correlation | undefined,
  to: Correlation,
  byName: ReadonlyMap<string, Correlation>,
  seen: Set<Correlation>,
): boolean {
  if (from === undefined || seen.has(from)) return false
  seen.add(from)
  return from === to || from.rules.some((rule) => reaches(byName.get(rule), to, byName, seen))
}

function fallenOf(
  { refers }: Correlation,
  byName: ReadonlyMap<string, Correlation>,
  wrong: ReadonlyMap<Correlation, readonly SigmaError[]>,
): SigmaError[] {
  return refers.flatMap(({ rule, place }) => {
    const inner = byName.get(rule)
    return inner !== undefined && wrong.has(inner) ? [at(place, `the correlation '${rule}' cannot be run`)] : []
  })
}
