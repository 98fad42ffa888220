/** Folders that are gone when the process is. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallyman-test-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
