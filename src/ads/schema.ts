/** What the records of a source look like to a rule: learnt from its samples. */
import type { Logsource, View } from '../model/event.ts'
import type { JsonObject } from '../model/record.ts'

/** `digits`: a string that is a number, as the attributes of a container engine are. */
export type Kind = 'string' | 'digits' | 'number' | 'boolean' | 'null' | 'object'

/** The fields of one log source that a source answers to. */
export interface ViewSchema {
  readonly logsource: Logsource
  /** Dotted path, arrays walked through, to the kinds of value that stand there. */
  readonly fields: ReadonlyMap<string, ReadonlySet<Kind>>
  /** Dotted path to all values that can ever stand there, where the format says so: the verbs of an API. */
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>
}

export interface SourceSchema {
  readonly views: readonly ViewSchema[]
  /** What rules read of a record: the views that its source makes. Throws where the source cannot read it. */
  readonly viewsOf: (record: JsonObject) => readonly View[]
}

/** Learns the fields of each log source from the views of samples. */
export function learnViews(views: Iterable<View>, enums: ViewSchema['enums'] = new Map()): ViewSchema[] {
  const learnt = new Map<string, { logsource: Logsource; fields: Map<string, Set<Kind>> }>()
  for (const { logsource, fields } of views) {
    const key = JSON.stringify([logsource.product, logsource.service, logsource.category])
    const known = learnt.get(key) ?? { logsource, fields: new Map() }
    learnt.set(key, known)
    learn(fields, '', known.fields)
  }
  return [...learnt.values()].map((view) => ({ ...view, enums }))
}

function learn(value: unknown, path: string, fields: Map<string, Set<Kind>>): void {
  if (Array.isArray(value)) {
    for (const item of value) learn(item, path, fields)
    // An empty list shows that the field exists, and nothing of what stands in it.
    if (value.length === 0 && path !== '') fields.set(path, fields.get(path) ?? new Set())
    return
  }
  if (path !== '') {
    const kinds = fields.get(path) ?? new Set()
    fields.set(path, kinds.add(kindOf(value)))
  }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) learn(inner, path === '' ? key : `${path}.${key}`, fields)
}

function kindOf(value: unknown): Kind {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'object') return typeof value as Kind
  return typeof value === 'string' && /^[-+]?\d+(?:\.\d+)?$/.test(value) ? 'digits' : 'string'
}
