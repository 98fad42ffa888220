/** The byte path: blocks go through the scan, and only what may match is parsed. */
import { createScanner } from '../../src/scan/index.ts'
import { compileAll } from './compile.ts'
import type { Engine } from './engine.ts'

export const bytePath: Engine = {
  id: 'byte path',
  load: (texts) => {
    const logsourceKeys = { product: 'product', category: 'category', service: 'service' }
    const scanner = createScanner(compileAll(texts), { logsourceKeys })
    return (block, found) => scanner.evaluate(block, (line, { rule }) => found?.(line, rule.id)).matches
  },
}
