/**
 * Compiles the scan to WebAssembly: `src/scan/core` as AssemblyScript, with `src/scan/wasm/memory.ts` in the place of
 * `core/memory.ts`. The same source and compiler give the same bytes, which a test holds against
 * `src/scan/wasm/module.ts`, where they stand as text so that nobody has to read a file.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { main } from './asc.mjs'

const root = new URL('../', import.meta.url)
const OUT = 'src/scan/wasm/module.ts'

/** The file that holds the module; throws what the compiler has to say. */
export async function compileScan(): Promise<string> {
  let binary: Uint8Array | undefined
  let said = ''
  const say = (text: string | Uint8Array): void => {
    said += String(text)
  }
  const { error } = await main(
    [
      'src/scan/core/scan.ts',
      '--outFile',
      'scan.wasm',
      '--importMemory',
      '--memoryBase',
      '0',
      '--noExportMemory',
      '--runtime',
      'stub',
      '--noAssert',
      '--enable',
      'simd',
      '-O3',
      '--converge',
    ],
    {
      stdout: { write: say },
      stderr: { write: say },
      readFile: async (name: string) => {
        const path = name === 'src/scan/core/memory.ts' ? 'src/scan/wasm/memory.ts' : name
        return readFile(new URL(path, root), 'utf8').catch(() => null)
      },
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name === 'scan.wasm' && typeof contents !== 'string') binary = contents
      },
      listFiles: () => [],
    },
  )
  if (error !== null || binary === undefined) throw new Error(said, { cause: error })
  const text = Buffer.from(binary).toString('base64')
  return `/** The scan as a module of WebAssembly, written by scripts/build-scan.ts. */\nexport const MODULE =\n  '${text}'\n`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(new URL(OUT, root), await compileScan())
