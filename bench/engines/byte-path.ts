/** The byte path: blocks go through the scan, and only what may match is parsed; by WebAssembly, and by its twin in TypeScript. */
import { createTwin, createWasm, type Engine as Scan } from '../../src/scan/engine.ts'
import { createScanner } from '../../src/scan/index.ts'
import { compileAll } from './compile.ts'
import type { Engine } from './engine.ts'

const logsourceKeys = { product: 'product', category: 'category', service: 'service' }

const scanWith = (id: string, createScan: () => Scan): Engine => ({
  id,
  load: (texts) => {
    const scanner = createScanner(compileAll(texts), { logsourceKeys, engine: createScan() })
    return (block, found) => scanner.evaluate(block, (line, { rule }) => found?.(line, rule.id)).matches
  },
})

export const bytePath = scanWith('byte path', createWasm)
export const bytePathTwin = scanWith('twin', createTwin)
