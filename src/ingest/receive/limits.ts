/** How much of anything a receiver takes, so that no sender can fill the memory or keep others out. */

export interface Limits {
  /** Bytes of one body, as it comes and unpacked. */
  readonly body: number
  /** Bytes of all bodies that are read or wait for the disk, together. */
  readonly held: number
  /** Requests that wait until there is room for theirs. */
  readonly queue: number
  /** How long one waits, in milliseconds: less than senders wait for an answer, which is 30 s for an API server. */
  readonly patience: number
  /** Connections to one address. */
  readonly connections: number
  /** Milliseconds within which the headers and the whole of a request have to come. */
  readonly headers: number
  readonly request: number
  /** Bytes of one syslog message. A connection holds one, and what was read last. */
  readonly message: number
}

const [KIBIBYTE, MEBIBYTE] = [1024, 1024 * 1024]

export const LIMITS: Limits = {
  // As OTLP recommends.
  body: 20 * MEBIBYTE,
  held: 128 * MEBIBYTE,
  queue: 256,
  patience: 20_000,
  connections: 512,
  headers: 10_000,
  request: 60_000,
  message: 256 * KIBIBYTE,
}

/**
 * Levels of JSON in one body. An API server lets objects through that are 10,000 levels deep; if we refused what it logs, one of
 * them would take hundreds of other events with it. Ingest sets the one record aside.
 */
export const MAX_NESTING = 16_384

/** Objects and lists, or messages, in one body: more than 20 MiB of anything that is logged hold, and less than fills the memory. */
export const MAX_CONTAINERS = 2_000_000

/** Records in one delivery. An API server sends 400. */
export const MAX_RECORDS = 100_000

/** Bytes that the lines of one delivery may have: of OTLP each repeats the resource that it came under. */
export const MAX_LINES = 64 * MEBIBYTE
