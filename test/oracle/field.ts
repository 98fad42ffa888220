/** Finds what an event holds at a field of a rule: flat key first, then nested, through arrays (any member counts). */

/** A value that a rule can look at. */
export type Leaf = string | number | boolean | null

const isObject = (node: unknown): node is Record<string, unknown> =>
  typeof node === 'object' && node !== null && !Array.isArray(node)

/**
 * Everything that stands at the field; nothing where the field is missing. An empty array stands there, empty. Every object
 * on the way is asked for what is left of the name as one key before it is asked for its first part.
 */
export function findField(node: unknown, field: string): unknown[] {
  if (Array.isArray(node)) return node.flatMap((member) => findField(member, field))
  if (!isObject(node)) return []
  if (Object.hasOwn(node, field)) return [node[field]]
  const dot = field.indexOf('.')
  const head = field.slice(0, dot)
  return dot < 0 || !Object.hasOwn(node, head) ? [] : findField(node[head], field.slice(dot + 1))
}

/** The members of an array, of arrays in it too; anything else is its own one member. */
export function membersOf(node: unknown): unknown[] {
  return Array.isArray(node) ? node.flatMap(membersOf) : [node]
}

/** The values at the field: members of arrays one by one, objects left out. */
export const leavesAt = (event: unknown, field: string): Leaf[] =>
  findField(event, field).flatMap(membersOf).filter(isLeaf)

/** The objects at the field, or in arrays there. */
export const objectsAt = (event: unknown, field: string): unknown[] =>
  findField(event, field).flatMap(membersOf).filter(isObject)

/** Every value of the whole event, wherever it stands; keys are not values. */
export function leavesOf(node: unknown): Leaf[] {
  if (isLeaf(node)) return [node]
  if (typeof node !== 'object' || node === null) return []
  return Object.values(node).flatMap(leavesOf)
}

const isLeaf = (node: unknown): node is Leaf =>
  node === null || typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean'
