/** Finds the data beside the repository that nobody here wrote. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file or folder of `shared/data`, looked for on the way up from here; nothing where there is none. */
export function findData(path: string): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const file = join(folder, 'shared', 'data', path)
    if (existsSync(file)) return file
    if (folder === dirname(folder)) return undefined
  }
}
