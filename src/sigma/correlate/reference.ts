/** Which rules a correlation refers to: there must be such, and no correlation may come from itself. */
import type { Correlation } from '../correlation.ts'
import { SigmaError, SigmaErrors } from '../place.ts'

export interface Named {
  readonly id: string
  readonly name?: string
}

/** Throws `SigmaErrors` with every reference that is wrong; without `rules`, references to rules are taken on trust. */
export function checkReferences(correlations: readonly Correlation[], rules?: readonly Named[]): void {
  const byName = new Map<string, Correlation>()
  const known = rules && new Set(rules.flatMap(namesOf))
  const errors: SigmaError[] = []
  for (const correlation of correlations)
    for (const name of namesOf(correlation)) {
      if (byName.has(name))
        errors.push(new SigmaError(correlation.place, '', `another correlation is called '${name}' as well`))
      byName.set(name, correlation)
    }
  for (const correlation of correlations)
    for (const { rule, place } of correlation.refers) {
      const inner = byName.get(rule)
      if (inner !== undefined && reaches(inner, correlation, byName, new Set()))
        errors.push(
          new SigmaError(place, 'correlation.rules', `the correlation comes from itself, by way of '${rule}'`),
        )
      if (inner === undefined && known !== undefined && !known.has(rule))
        errors.push(new SigmaError(place, 'correlation.rules', `there is no rule '${rule}', neither by id nor by name`))
    }
  if (errors.length > 0) throw new SigmaErrors(errors)
}

function namesOf({ id, name }: Named): string[] {
  return name === undefined || name === id ? [id] : [id, name]
}

function reaches(
  from: Correlation,
  to: Correlation,
  byName: ReadonlyMap<string, Correlation>,
  seen: Set<Correlation>,
): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return from.rules.some((rule) => {
    const inner = byName.get(rule)
    return inner !== undefined && reaches(inner, to, byName, seen)
  })
}
