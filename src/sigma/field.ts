/** Reading a field of an event: a flat key first, then the nested path; any member of an array; own properties only. */

/** A field's name, taken apart once: at each step the rest as one key, and its first part. */
export type FieldPath = readonly { readonly rest: string; readonly head: string }[]

export function parseFieldPath(field: string): FieldPath {
  const steps: { rest: string; head: string }[] = []
  for (let rest = field; ;) {
    const dot = rest.indexOf('.')
    if (dot < 0) {
      steps.push({ rest, head: rest })
      return steps
    }
    steps.push({ rest, head: rest.slice(0, dot) })
    rest = rest.slice(dot + 1)
  }
}

/** What is asked of a value of a field. */
type Ask = (value: unknown) => boolean

/**
 * Whether some value of the field passes the test. An array stands for its members, however deep; an object that has no key of
 * the whole name is entered by the first part of it, so that `metadata.labels.app.kubernetes.io/name` finds its label. What is
 * inherited (`constructor`, `__proto__`) is not of the event. Where there is no value, the test is not asked.
 */
export function someValue(event: unknown, path: FieldPath, test: Ask): boolean {
  return visit(event, path, 0, (value) =>
    Array.isArray(value) ? visitMembers(value, path, path.length, test) : test(value),
  )
}

/** All values of the field, in order. */
export function readField(event: unknown, path: FieldPath): unknown[] {
  const values: unknown[] = []
  someValue(event, path, (value) => {
    values.push(value)
    return false
  })
  return values
}

/** The value of the field where no array is on the way to it; undefined where there is none, or an array. */
export function soleValue(event: unknown, path: FieldPath): unknown {
  let value = event
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    const flat = ownValue(value, step.rest)
    if (flat !== undefined) return flat
    value = ownValue(value, step.head)
  }
  return value
}

/** Whether the event has the field, whatever its value: null, an empty string and an empty array count. */
export function hasField(event: unknown, path: FieldPath): boolean {
  return visit(event, path, 0, () => true)
}

function visit(value: unknown, path: FieldPath, from: number, ask: Ask): boolean {
  for (let index = from; index < path.length; index++) {
    if (Array.isArray(value)) return visitMembers(value, path, index, ask)
    const step = path[index]
    if (step === undefined || typeof value !== 'object' || value === null) return false
    const flat = ownValue(value, step.rest)
    if (flat !== undefined) return ask(flat)
    value = ownValue(value, step.head)
  }
  return value !== undefined && ask(value)
}

/** With a stack of its own: arrays in arrays in arrays must not exhaust ours. */
function visitMembers(array: readonly unknown[], path: FieldPath, from: number, ask: Ask): boolean {
  const pending: unknown[] = [array]
  while (pending.length > 0) {
    const value = pending.pop()
    if (Array.isArray(value)) for (let index = value.length - 1; index >= 0; index--) pending.push(value[index])
    else if (visit(value, path, from, ask)) return true
  }
  return false
}

function ownValue(object: object, key: string): unknown {
  return Object.hasOwn(object, key) ? (object as Record<string, unknown>)[key] : undefined
}

/** Whether some value anywhere in the event passes the test; the names of fields are not values. */
export function someLeaf(event: unknown, test: Ask): boolean {
  const pending: unknown[] = [event]
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) {
      if (test(value)) return true
    } else {
      const members: unknown[] = Array.isArray(value) ? value : Object.values(value)
      for (let index = members.length - 1; index >= 0; index--) pending.push(members[index])
    }
  }
  return false
}

/** A value as Sigma compares it: every value is a string, numbers in ECMAScript's shortest form (RFC 8785). Null and objects have none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : undefined
}

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i

/** A value as a number, where it is one or spells one in decimal. */
export function numberFrom(value: unknown): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value)
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : undefined
}
