/** What a log source can hold: the fields, the kinds and values of them, and how that differs from object to object. Data. */
import { textOf } from '../field.ts'
import type { Logsource } from '../logsource.ts'

/** `object`: has fields of its own and no text. */
export type FieldKind = 'text' | 'number' | 'boolean' | 'time' | 'address' | 'object'

export interface FieldSchema {
  readonly kind: FieldKind
  /** Every value that the field can have, where that is known. */
  readonly values?: readonly string[]
  /** Whether the field is, or stands in, an array: then one event can have several values of it. */
  readonly many?: boolean
  /** Values that are different ways to the same end: who looks for one of them and not for the others misses something. */
  readonly alike?: readonly Alike[]
}

export interface Alike {
  readonly values: readonly string[]
  readonly why: string
  /** Only where the rule is about these: field and values. */
  readonly when?: readonly Case[]
}

export interface Case {
  readonly field: string
  readonly is: readonly string[]
}

/** The fields below a path, for some kinds of objects: a Pod has a `spec.containers`, a RoleBinding has not. */
export interface Variant {
  readonly when: Case
  readonly path: string
  readonly fields: ReadonlyMap<string, FieldSchema>
  /** Paths below which anything may stand. */
  readonly open: readonly string[]
}

export interface Schema {
  readonly logsource: Logsource
  /** By dotted path, as rules name them. */
  readonly fields: ReadonlyMap<string, FieldSchema>
  /** Paths below which anything may stand: labels, annotations. */
  readonly open: readonly string[]
  /** Below the path of a variant nothing else stands than the variants say; kinds that no variant names are open. */
  readonly variants: readonly Variant[]
}

/** What is known of a field: what it is; `open` where anything may stand; undefined where there is no such field. */
export function findField(
  fields: ReadonlyMap<string, FieldSchema>,
  open: readonly string[],
  name: string,
): FieldSchema | 'open' | undefined {
  const known = fields.get(name)
  if (known !== undefined) return known
  if (open.some((path) => name === path || name.startsWith(`${path}.`))) return 'open'
  return [...fields.keys()].some((path) => path.startsWith(`${name}.`)) ? { kind: 'object' } : undefined
}

/** A schema of what samples have: fields and kinds. What samples lack, the log source may still have; `open` says where. */
export function learnSchema(logsource: Logsource, samples: Iterable<object>, open: readonly string[] = []): Schema {
  const learnt = new Map<string, { kinds: Set<FieldKind>; many: boolean }>()
  const pending: { path: string; value: unknown; many: boolean }[] = []
  for (const sample of samples) {
    pending.push({ path: '', value: sample, many: false })
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { path, value, many } = next
      if (open.includes(path)) continue
      if (path !== '' && !Array.isArray(value)) {
        const field = learnt.get(path) ?? { kinds: new Set(), many: false }
        learnt.set(path, { kinds: field.kinds.union(new Set(kindsOf(value))), many: field.many || many })
      }
      pending.push(...insideOf(path, value, many))
    }
  }
  const fields = new Map([...learnt].map(([path, { kinds, many }]) => [path, toField(kinds, many)]))
  return { logsource, fields, open, variants: [] }
}

function insideOf(path: string, value: unknown, many: boolean): { path: string; value: unknown; many: boolean }[] {
  if (Array.isArray(value)) return value.map((member: unknown) => ({ path, value: member, many: true }))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([name, inner]) => ({
    path: path === '' ? name : `${path}.${name}`,
    value: inner as unknown,
    many,
  }))
}

/** Null says nothing of a kind. */
function kindsOf(value: unknown): FieldKind[] {
  if (value === null) return []
  if (typeof value === 'number' || typeof value === 'boolean') return [typeof value === 'number' ? 'number' : 'boolean']
  return [textOf(value) === undefined ? 'object' : 'text']
}

/** What is of two kinds is a text, which can be anything. */
function toField(kinds: ReadonlySet<FieldKind>, many: boolean): FieldSchema {
  const [kind = 'text'] = kinds
  return { kind: kinds.size > 1 ? 'text' : kind, ...(many ? { many } : {}) }
}
