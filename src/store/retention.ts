/** Which segments have outlived their use. */
import type { Position } from './block.ts'
import type { Segment } from './segment.ts'

export interface RetentionLimits {
  /** All segments together hold no more bytes than this, packed; the one that is written is not removed for it. */
  readonly keepBytes: number
  /** Milliseconds; a segment goes when the youngest of its blocks is older. */
  readonly keepAge: number
}

/** The oldest ones, as many as the limits ask for, none that holds `mark` or what comes after it, and never the last. */
export function expired(
  segments: readonly Segment[],
  { keepBytes, keepAge }: RetentionLimits,
  { mark, now }: { readonly mark: Position; readonly now: number },
): Segment[] {
  let total = segments.reduce((sum, { size }) => sum + size, 0)
  const outlived: Segment[] = []
  for (const [index, segment] of segments.entries()) {
    // The next one began after this one ended: that is all that is known of its end, and enough.
    const next = segments[index + 1]
    if (!next || next.first > mark) break
    if (total <= keepBytes && now - next.began <= keepAge) break
    total -= segment.size
    outlived.push(segment)
  }
  return outlived
}
