/** The engines of this process that the benchmark knows. */
import { bytePath, bytePathTwin } from './byte-path.ts'
import type { Engine } from './engine.ts'
import { objectPath } from './object-path.ts'
import { parseOnly } from './parse-only.ts'

/** In the order of the tables: the wall first, then what is ours. */
export const engines: readonly Engine[] = [parseOnly, objectPath, bytePath, bytePathTwin]
