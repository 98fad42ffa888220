/** A run of whole lines of one input: what the collectors give, and what ingest reads. */

/** A longer line is set aside, so that no input can fill the memory. In bytes. */
export const MAX_LINE = 16 * 1024 * 1024

export interface Block {
  /** The file as it was named, `-` for standard input, or the name of a socket. */
  readonly file: string
  /** The number of the first line, from 1. */
  readonly firstLine: number
  /** The lines as they came, each with its newline. Bytes, so that a block can be handed over and scanned without being decoded. */
  readonly bytes: Uint8Array
  /** The input ends with this block: what it leaves open stays open. */
  readonly last?: true
}

/** A whole input that is already in memory: a sample, an answer of an API, a test. */
export const blockOf = (file: string, text: string): Block => ({
  file,
  firstLine: 1,
  bytes: Buffer.from(text),
  last: true,
})
