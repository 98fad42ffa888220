/** The module in the repository is what its source compiles to. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { it } from 'node:test'
import { compileScan } from '../scripts/build-scan.ts'

it('is the same bytes when it is built again', async () => {
  assert.equal(readFileSync('src/scan/wasm/module.ts', 'utf8'), await compileScan())
})
