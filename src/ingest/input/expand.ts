/** From what people name (files, folders, globs, `-`) to the files that are read, each once and in a stable order. */
import { glob, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InputError, inputError } from './errors.ts'

export interface Expansion {
  /** In order: as named, within a folder or glob by path. */
  readonly files: readonly string[]
  /** Files of a folder that do not look like telemetry. To read one all the same, name it. */
  readonly skipped: readonly string[]
}

// Logs, rotated (audit.log.1, audit-2026-01-02T03-04-05.000.log, app.json-20260102) and packed.
const TELEMETRY = /\.(json|jsonl|ndjson|log)([-.][-\dT:.]+)?(\.(gz|gzip|zst|zstd))?$/i
const GLOB = /[*?[{]/

/** Throws InputError for a name that stands for nothing. */
export async function expandPaths(paths: readonly string[]): Promise<Expansion> {
  const files = new Map<string, string>()
  const skipped: string[] = []
  for (const path of paths) {
    const found = await expand(path)
    if (found.files.length === 0)
      throw new InputError(path, 'holds no file to read (.json, .jsonl, .ndjson, .log); name one')
    for (const file of found.files) {
      // The same file by two names is read once, or every count would be wrong.
      const identity = file === '-' ? file : await realpath(file)
      if (!files.has(identity)) files.set(identity, file)
    }
    skipped.push(...found.skipped)
  }
  return { files: [...files.values()], skipped }
}

async function expand(path: string): Promise<Expansion> {
  if (path === '-') return { files: [path], skipped: [] }
  try {
    const found = await stat(path)
    return found.isDirectory() ? await walk(path, new Set()) : { files: [path], skipped: [] }
  } catch (cause) {
    if (!GLOB.test(path)) throw inputError(path, cause)
  }
  const matches: string[] = []
  for await (const match of glob(path)) matches.push(match)
  matches.sort()
  if (matches.length === 0)
    throw new InputError(path, 'matches no file; quote it so that it is not the shell that expands it')
  const found = await Promise.all(matches.map((match) => expand(match)))
  return { files: found.flatMap(({ files }) => files), skipped: found.flatMap(({ skipped }) => skipped) }
}

async function walk(folder: string, seen: Set<string>): Promise<Expansion> {
  const [files, skipped]: [string[], string[]] = [[], []]
  const identity = await realpath(folder)
  // A symbolic link may lead back up.
  if (seen.has(identity)) return { files, skipped }
  seen.add(identity)
  const names = await readdir(folder).catch((cause: unknown) => {
    throw inputError(folder, cause)
  })
  for (const name of names.toSorted()) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isDirectory()) {
      const inner = await walk(path, seen)
      files.push(...inner.files)
      skipped.push(...inner.skipped)
    } else if (found?.isFile() && TELEMETRY.test(name)) files.push(path)
    else skipped.push(path)
  }
  return { files, skipped }
}
