/** What one measurement gives, and how several become a figure. */

export interface Measured {
  /** CPU seconds, user and system, of all threads. */
  seconds: number
  /** Matches. */
  found: number
  /** Resident memory in bytes. */
  rss: number
}

/** The middle of the values; of an even number, the upper of the two. */
export function medianOf(values: number[]): number {
  const middle = values.toSorted((one, other) => one - other)[values.length >> 1]
  if (middle === undefined) throw new RangeError('the middle of nothing')
  return middle
}

/** How far the values lie apart, as a share of their middle. */
export const spreadOf = (values: number[]): number => (Math.max(...values) - Math.min(...values)) / medianOf(values)

/** CPU seconds that the work takes, of this process and all its threads. */
export function measureCpu(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}
