/** Event time in whole seconds: a small whole number has no place of its own in the memory, where each is a walk. */

export interface Span {
  /** In seconds: the first that is wholly within, and the first that no longer is. */
  readonly from: number
  readonly until: number
}

const FOREVER = 2 ** 31 - 1

export const secondsOf = (at: number): number => Math.trunc(at / 1_000)

/** The whole seconds between two times, in milliseconds; either may be infinite. */
export const secondsBetween = (from: number, until: number): Span => ({
  from: from === -Infinity ? 0 : Math.ceil(from / 1_000),
  until: until === Infinity ? FOREVER : Math.floor(until / 1_000),
})

export function isWithin({ from, until }: Span, at: number): boolean {
  const second = Math.floor(at / 1_000)
  return second >= from && second < until
}
