/** The contract of a source: it knows its own records by their content, and names in OCSF what they say. */
import { hash } from 'node:crypto'
import type { Event, Logsource, Normalised, View } from '../model/event.ts'
import type { Entity } from '../model/entity.ts'
import type { Schema as LogFormat } from '../sigma/index.ts'
import type { Fact } from '../model/event.ts'
import { lazyEvent, lazyView, type Lazy } from '../model/lazy.ts'
import type { JsonObject, Part, Place, Record } from '../model/record.ts'
import type { LineReader } from './text-lines.ts'

/** What a source says of a record; identity, place and class numbers are added by us. */
export interface Draft extends Normalised {
  /** Epoch milliseconds of event time. */
  readonly time: number
  readonly entities?: readonly Entity[]
  readonly facts?: readonly Fact[]
  readonly operation_uid?: string
  /** What rules of the source's own log source read. The record itself where this is missing; `derived` is the place for what we work out. */
  readonly fields?: JsonObject
  /** The log source whose rules read `fields`, where the source has several, such as Zeek's logs: one of its taxonomies. */
  readonly logsource?: Logsource
  /** Further log sources that this record answers to: Sigma's taxonomy of a category, such as `process_creation`. */
  readonly views?: readonly View[]
  /** The record with its secrets redacted, where it can hold any. */
  readonly raw?: JsonObject
}

/** A draft that leaves until somebody asks what nobody may ask: no rule reads most records, and most are never shown to anybody. */
interface LazyDraft extends Omit<Draft, 'message' | 'fields'> {
  readonly message: Lazy<string>
  readonly fields?: Lazy<JsonObject>
}

/** A record that says nothing new, and why: an earlier stage of a request, for example. */
export interface Redundant {
  readonly redundant: string
  /** What it is part of, where it is missed if it is not there: the ledger of what was watched counts it. */
  readonly part?: Part
}

/** What a source may ask of its surroundings: how this installation redacts. Pure. */
export interface Context {
  /** What stands in a secret's place; keyed, so that equal secrets can be told to be equal without being known. */
  readonly redact: (secret: string) => string
}

export interface SourceDefinition {
  /** The folder's name. */
  readonly id: string
  /** For people: `Kubernetes audit log`. */
  readonly title: string
  /** The Sigma log source whose rules this source feeds. */
  readonly logsource: Logsource
  /** Other log sources that some records answer to. */
  readonly taxonomies?: readonly Logsource[]
  /** The whole format of the own log source, where it is known: the linter of rules judges by it, not by the samples. */
  readonly format?: LogFormat
  /** Fields of the own log source that can only ever hold these values, by dotted path: the verbs of an API. */
  readonly enums?: ReadonlyMap<string, ReadonlySet<string>>
  /** Whether a record is of this source, by its content alone. At most one source may say yes. */
  readonly recognises: (record: JsonObject) => boolean
  /** Takes an envelope apart (an EventList, an array of inspects). Nothing where the value is no envelope. */
  readonly unwrap?: (value: unknown) => readonly unknown[] | undefined
  /**
   * For a source whose records come as lines of text, one for each file. It makes of them the JSON objects that `recognises` and
   * `normalise` are given, which are read the same where somebody kept them as JSON.
   */
  readonly createLineReader?: () => LineReader
  /**
   * Pure. Throws RecordError for a record that lacks what the source promises. The place is for what the name of a file alone
   * tells: whose log it is. What a record is, its content says.
   */
  readonly normalise: (record: JsonObject, context: Context, place: Place) => LazyDraft | Redundant
}

export interface Source extends Omit<SourceDefinition, 'normalise'> {
  /** Throws RecordError. */
  readonly read: (record: Record, context: Context) => Event | Redundant
}

/** Declares a source. All that the package owes is to recognise and to normalise; identity is ours. */
export function defineSource({ normalise, ...definition }: SourceDefinition): Source {
  return {
    ...definition,
    read({ place, value }, context) {
      const draft = normalise(value, context, place)
      if ('redundant' in draft) return draft
      const {
        logsource = definition.logsource,
        fields,
        views = [],
        raw = value,
        entities = [],
        facts = [],
        message,
        ...rest
      } = draft
      const own = lazyView(logsource, fields ?? raw)
      return lazyEvent(
        { ...rest, place, raw, entities, facts, views: [own, ...views] },
        () => uidOf(definition.id, raw),
        message,
      )
    },
  }
}

// Of the record without its secrets: otherwise whoever reads the id could try passwords until it fits. The marks of a
// redaction key go too, so that the id is the same in every installation.
function uidOf(source: string, raw: JsonObject): string {
  const text = JSON.stringify(raw)
  const unmarked = text.includes('[redacted:') ? text.replaceAll(/\[redacted:[0-9a-f]{8}\]/g, '[redacted]') : text
  return hash('sha256', `${source}\0${unmarked}`).slice(0, 32)
}
