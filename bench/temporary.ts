/** A folder for what the benchmark writes on its way; gone when the process ends, however it ends. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = mkdtempSync(join(tmpdir(), 'tallyman-bench-'))
process.once('exit', () => rmSync(root, { recursive: true, force: true }))
process.once('SIGINT', () => process.exit(130))

/** A new folder under it. */
export const temporaryFolder = (name: string): string => mkdtempSync(join(root, `${name}-`))
