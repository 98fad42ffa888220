/** What the journal says about itself: nothing that it lost, repaired or gave up is silent. */
import type { Position } from './block.ts'

/** `file` is a path, `offset` and `bytes` count bytes in it; `to` is the position after the last one. */
export type Notice =
  /** On start: the end of the last segment was never acknowledged whole, and was cut off. */
  | { readonly kind: 'repaired'; readonly file: string; readonly offset: number; readonly bytes: number }
  /** A reader that does not write: the last segment ends in something that is not whole, or not yet. */
  | { readonly kind: 'unfinished'; readonly file: string; readonly offset: number; readonly bytes: number }
  /** What stands there is not what was written. Reading goes on after it. */
  | {
      readonly kind: 'damaged'
      readonly file: string
      readonly offset: number
      readonly bytes: number
      readonly reason: string
    }
  /** Positions that are not there: behind damage, in a segment that is gone, or removed by retention before they were read. */
  | { readonly kind: 'missing'; readonly from: Position; readonly to: Position }
  /** The disk does not take what is to be appended; appenders wait. Said once until it is over. */
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'resumed'; readonly waited: number }
  /** By retention. */
  | { readonly kind: 'removed'; readonly file: string; readonly from: Position; readonly to: Position }
  | { readonly kind: 'not-removed'; readonly file: string; readonly reason: string }
