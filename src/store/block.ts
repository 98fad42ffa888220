/** What the journal keeps: blocks of lines as they came, each with where it came from and its number. */

/** The number of a block, from 0, in the order in which they were acknowledged. It grows by one, through every restart. */
export type Position = number

/** Where the lines stood: what a replay needs to read them as they were read live. */
export interface Origin {
  /** The file, or the name of a socket. */
  readonly file: string
  /** The number of the first line, from 1. */
  readonly line: number
  /** The input ended with this block. */
  readonly last?: true
}

export interface Entry {
  readonly position: Position
  /** When it was written, in epoch milliseconds. */
  readonly time: number
  readonly lines: Uint8Array
  readonly origin?: Origin
}
