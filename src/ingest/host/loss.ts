/** What a collector saw, and what it cannot have seen: the sensor's word about itself. */

/** In the time that a heartbeat stands for. */
export interface Loss {
  /** Processes and threads that were seen to begin. */
  readonly processes: number
  readonly threads: number
  /** Ids that the kernel handed out and that nobody was seen under: at most so many processes were missed. */
  readonly unseen: number
  /** Seen, but not what they executed, or not with all of its arguments: they had ended by then. */
  readonly late: number
  readonly looks?: number
  /** Milliseconds between two looks, at most. */
  readonly pause?: number
}
