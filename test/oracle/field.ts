/** Finds what an event holds at a field of a rule: flat key first, then nested, through arrays (any member counts). */

/** A value that a rule can look at. */
export type Leaf = string | number | boolean | null

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

/** Everything that stands at the field; nothing where the field is missing. An empty array stands there, empty. */
export function findField(event: unknown, field: string): unknown[] {
  if (isObject(event) && Object.hasOwn(event, field)) return [event[field]]
  let found = [event]
  for (const key of field.split('.'))
    found = found.flatMap(membersOf).flatMap((node) => (isObject(node) && Object.hasOwn(node, key) ? [node[key]] : []))
  return found
}

/** The members of an array, of arrays in it too; anything else is its own one member. */
export function membersOf(node: unknown): unknown[] {
  return Array.isArray(node) ? node.flatMap(membersOf) : [node]
}

/** The values at the field: members of arrays one by one, objects left out. */
export const leavesAt = (event: unknown, field: string): Leaf[] =>
  findField(event, field).flatMap(membersOf).filter(isLeaf)

/** Every value of the whole event, wherever it stands; keys are not values. */
export function leavesOf(node: unknown): Leaf[] {
  if (isLeaf(node)) return [node]
  if (typeof node !== 'object' || node === null) return []
  return Object.values(node).flatMap(leavesOf)
}

const isLeaf = (node: unknown): node is Leaf =>
  node === null || typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean'
