/** Finds the sources that are shipped: a folder that holds a source.ts is one, and nothing is registered. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { SourceError } from './errors.ts'
import { isObject } from './read.ts'
import type { Source } from './source.ts'

/**
 * Reads `<root>/<id>/source.ts` (`source.js` where it is built), in order of id. Each exports one source, whose id is
 * the folder's name. Throws SourceError.
 */
export async function loadSources(root: string): Promise<Map<string, Source>> {
  const folders = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new SourceError(`${root}: cannot be read as the folder of the sources`, { cause })
  })
  const sources = new Map<string, Source>()
  for (const folder of folders.filter((entry) => entry.isDirectory()).toSorted(byName))
    sources.set(folder.name, await loadSource(join(root, folder.name), folder.name))
  if (sources.size === 0) throw new SourceError(`${root}: holds no source; one is a folder with a source.ts in it`)
  return sources
}

async function loadSource(folder: string, id: string): Promise<Source> {
  const file = ['source.ts', 'source.js'].map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined) throw new SourceError(`${folder}: holds no source.ts`)
  const module = await importFile(file)
  const [source, ...more] = Object.values(module).filter((value) => isSource(value))
  if (!source || more.length > 0)
    throw new SourceError(
      `${file}: must export one source, made by defineSource, but exports ${source ? 'more' : 'none'}`,
    )
  if (source.id !== id)
    throw new SourceError(`${file}: the id of its source is '${source.id}', but its folder is '${id}'`)
  return source
}

async function importFile(file: string): Promise<{ readonly [name: string]: unknown }> {
  try {
    return (await import(pathToFileURL(resolve(file)).href)) as { readonly [name: string]: unknown }
  } catch (cause) {
    throw new SourceError(`${file}: cannot be loaded: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

const isSource = (value: unknown): value is Source =>
  isObject(value) && typeof value['id'] === 'string' && typeof value['read'] === 'function'

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)
