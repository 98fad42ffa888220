/** One thing that happened, normalised to an OCSF class, frozen, with its raw record beside it. */
import type { Attributed } from './attribution.ts'
import type { Entity } from './entity.ts'
import type { JsonObject, Place } from './record.ts'

/** The Sigma log source that a view of an event answers to. */
export interface Logsource {
  readonly product?: string
  readonly service?: string
  readonly category?: string
}

/** What Sigma rules of one log source read: the log's own names, or Sigma's taxonomy of a category. */
export interface View {
  readonly logsource: Logsource
  readonly fields: JsonObject
}

/** The OCSF classes that our sources make, of the pinned release: number, name and category. */
export const EVENT_CLASSES = {
  'Base Event': { class_uid: 0, category_uid: 0 },
  'File System Activity': { class_uid: 1001, category_uid: 1 },
  'Process Activity': { class_uid: 1007, category_uid: 1 },
  'Detection Finding': { class_uid: 2004, category_uid: 2 },
  'Entity Management': { class_uid: 3004, category_uid: 3 },
  'Network Activity': { class_uid: 4001, category_uid: 4 },
  'HTTP Activity': { class_uid: 4002, category_uid: 4 },
  'DNS Activity': { class_uid: 4003, category_uid: 4 },
  'Inventory Info': { class_uid: 5001, category_uid: 5 },
  'Cloud Resources Inventory Info': { class_uid: 5023, category_uid: 5 },
  'Application Lifecycle': { class_uid: 6002, category_uid: 6 },
  'API Activity': { class_uid: 6003, category_uid: 6 },
} as const
export type EventClass = keyof typeof EVENT_CLASSES

/** The normalised part, in OCSF's spelling. What baselines, tallies, correlation and the console speak. */
export interface Normalised {
  readonly class_name: EventClass
  /** OCSF `activity_name` of the class: `Create`, `Read`, `Launch`, `Start` ... */
  readonly activity_name: string
  readonly status?: 'Success' | 'Failure'
  readonly status_code?: string
  /** One short line for people: who did what to what. Built of untrusted words: escape it at every surface. */
  readonly message: string
  /** The command that ran or was asked for, secrets redacted. */
  readonly command?: string
  /** The call, as the API names it: `pods/exec create`, `container exec_start`. */
  readonly operation?: string
  readonly user_agent?: string
  /** The process that did it, where a sensor of processes tells of it. */
  readonly process?: ActingProcess
  /** Facts that only some classes have, in OCSF's names: `exit_code`, `duration` in ms, and so on. */
  readonly details?: JsonObject
}

/** What ties a process to those before and after it, as far as its sensor tells. Numbers are those of the node, not of the container. */
export interface ActingProcess {
  /** Its own and its parent's name, unique on the node as long as that runs: Tetragon's `exec_id`. */
  readonly uid?: string
  readonly parent_uid?: string
  readonly pid?: number
  readonly parent_pid?: number
  /** Epoch milliseconds: when it began. */
  readonly created_time?: number
  /** Whether it descends from the first process of its container: `false` where somebody opened it from outside. */
  readonly in_init_tree?: boolean
  /** Of its parent: the file and its arguments, secrets redacted. */
  readonly parent_command?: string
  /** How many programs it has executed, this one included, where that is counted: after the first, its command is not what was asked for. */
  readonly programs?: number
  /** Of its line, the process that came into the container from outside and is not the container's first: itself, or one before it. */
  readonly opened?: {
    readonly uid?: string
    /** Started there by a container's runtime, or by anything else on the host. */
    readonly by?: 'runtime' | 'host'
    /** Epoch milliseconds. */
    readonly time?: number
    readonly command?: string
  }
  /** Who logged in, as the kernel keeps it (auid): a number, or a name of the node. Missing where nobody did. */
  readonly login?: string
}

export interface Event extends Normalised {
  /** 32 hex digits: a hash of the source and the record without its secrets. The same record has the same id wherever it is read. */
  readonly uid: string
  /** Epoch milliseconds, taken from the record. It is the only clock that the core knows. */
  readonly time: number
  readonly place: Place
  readonly entities: readonly Entity[]
  readonly views: readonly View[]
  /** One request or session told in several records has one operation id: the audit ID, the exec id. */
  readonly operation_uid?: string
  /**
   * Set where this record is part of what another one tells, as the end of a session or what an engine does to start a container:
   * rules do not see it, the manifest does.
   */
  readonly continues?: true
  /** Who and what it is about, as attribution found out. */
  readonly attributed?: Attributed
  /** What this event teaches the manifest; see `Fact`. */
  readonly facts: readonly Fact[]
  /** The record as it came, secrets redacted. */
  readonly raw: JsonObject
}

/**
 * Something learnt about an entity: that it is part of, runs on, is made from or was changed by another. `known-as`: two names of the
 * same thing, either way round (the container `shop/web-1/app` and its 64 digits, a pod and its uid). `ended`: it is gone, and with it
 * what it held; the object is the subject again. A network has addresses by the range (`10.30.1.0/24`), and its gateway's by itself.
 */
export interface Fact {
  readonly subject: Pick<Entity, 'type' | 'uid'>
  readonly relation:
    | 'runs-on'
    | 'part-of'
    | 'made-from'
    | 'owned-by'
    | 'has-address'
    | 'changed-by'
    | 'opened-by'
    | 'attached-to'
    | 'runs-as'
    | 'known-as'
    | 'ended'
  readonly object: Pick<Entity, 'type' | 'uid'> & { readonly name?: string }
}
