/** What a source received, as it came, and where it stood. */

/** Where a record stands: the source that reads it, the file (or `-`, or a socket's name) and the line, from 1. */
export interface Place {
  readonly source: string
  readonly file: string
  readonly line: number
}

/** A JSON object from outside. Nothing in it is trusted, its keys least of all. */
export type JsonObject = { readonly [key: string]: unknown }

export interface Record {
  readonly place: Place
  readonly value: JsonObject
}

/** Why a record did not become an event: a record that nobody can read, or one that says nothing new. */
export interface SetAside {
  readonly place: Place
  /** `unreadable`: not JSON, or lacks what its source promises. `redundant`: another record says the same and more. `unrecognised`: no source knows it. */
  readonly kind: 'unreadable' | 'redundant' | 'unrecognised'
  readonly reason: string
  /** Of a redundant one: the operation that it is part of, as the events about it name it, and when it was told. */
  readonly part?: Part
}

export interface Part {
  readonly operation_uid: string
  /** Epoch milliseconds. */
  readonly time: number
}
