/** Inputs that do not end by themselves, for whoever watches: a file as it grows, a container engine. */
export { engineBlocks } from '../ingest/engine/engine.ts'
export { followBlocks } from '../ingest/input/follow.ts'
export type { Block } from '../ingest/block.ts'
