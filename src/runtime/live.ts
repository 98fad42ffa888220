/** Live inputs by name: a file that grows. */
import type { Block } from '../ingest/block.ts'
import { followBlocks, type FollowOptions } from '../ingest/input/follow.ts'

export const followed = (path: string, options: FollowOptions): AsyncIterable<Block> => followBlocks(path, options)
export const watchedEngine = (_: unknown): AsyncIterable<Block> => {
  throw new Error('not yet')
}
