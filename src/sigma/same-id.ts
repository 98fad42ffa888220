/** No two rules and correlations may share an id: their matches could not be told apart, nor what refers to them. */
import { SigmaError } from './place.ts'
import type { Document } from './rule.ts'

/** An error, where it stands, for each whose id one before it has; rules come before correlations. */
export function sameIds(rules: readonly Document[], correlations: readonly Document[]): SigmaError[] {
  const first = new Map<string, Document>()
  return [...rules, ...correlations].flatMap((document) => {
    const other = first.get(document.id)
    if (other === undefined) {
      first.set(document.id, document)
      return []
    }
    const { file, line } = other.place
    return [
      new SigmaError(document.place, 'id', `'${document.id}' is also the id of '${other.title}' (${file}:${line})`),
    ]
  })
}
