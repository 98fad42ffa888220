/** What runs the scan: the same source compiled to WebAssembly, or as it is. */
import { scan } from './core/scan.ts'
import { attach } from './core/memory.ts'
import { createSpace } from './tables/arena.ts'
import type { Space } from './tables/arena.ts'

export interface Engine {
  readonly space: Space
  /** Scans from one address to another and says where it stopped. */
  scan(at: number, end: number): number
}

/** The scan in TypeScript: where there is no WebAssembly, and to compare with. */
export function createTwin(): Engine {
  const space = createSpace()
  return {
    space,
    scan(at, end) {
      attach(space.buffer)
      return scan(at, end)
    },
  }
}
