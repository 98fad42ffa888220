/** Leaves out members without a value, so that what is said is only what is known. */
import type { JsonObject } from '../model/record.ts'

/** The same object where all have one. */
export function present(members: JsonObject): JsonObject {
  const names = Object.keys(members)
  if (names.every((name) => members[name] !== undefined)) return members
  const left: { [key: string]: unknown } = {}
  for (const name of names) if (members[name] !== undefined) left[name] = members[name]
  return left
}
