/** What runs the scan: the same source compiled to WebAssembly, or as it is. */
import { scan } from './core/scan.ts'
import { attach } from './core/memory.ts'
import { createSpace } from './tables/arena.ts'
import type { Space } from './tables/arena.ts'
import { MODULE } from './wasm/module.ts'

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

let compiled: WebAssembly.Module | undefined

/** The scan in WebAssembly. Throws a `WebAssembly.CompileError` where there is none with SIMD. */
export function createWasm(): Engine {
  compiled ??= new WebAssembly.Module(Buffer.from(MODULE, 'base64'))
  const memory = new WebAssembly.Memory({ initial: 16 })
  const { scan: run } = new WebAssembly.Instance(compiled, { env: { memory } }).exports
  const space: Space = {
    get buffer() {
      return memory.buffer
    },
    grow(bytes) {
      const missing = bytes - memory.buffer.byteLength
      if (missing > 0) memory.grow(Math.ceil(missing / 65_536) + 16)
    },
  }
  return { space, scan: run as Engine['scan'] }
}

/** WebAssembly where there is any, else the twin. */
export function createEngine(): Engine {
  try {
    return createWasm()
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof ReferenceError) return createTwin()
    throw error
  }
}
