/** Finds the responders that are shipped: a folder that holds a responder.ts is one, and nothing is registered. */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkResponders, type Responder, type ResponderUnit } from '../respond/responder.ts'

/** Reads `<root>/<id>/responder.ts` (`.js` where it is built). Throws ResponderError that names every folder at fault. */
export async function loadResponders(root: string): Promise<ReadonlyMap<string, Responder>> {
  const folders = (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  const units = await Promise.all(
    folders.toSorted().map(async (folder): Promise<ResponderUnit> => {
      const file = ['responder.ts', 'responder.js']
        .map((name) => join(root, folder, name))
        .find((path) => existsSync(path))
      if (file === undefined) return { folder, module: {} }
      return { folder, module: (await import(pathToFileURL(resolve(file)).href)) as ResponderUnit['module'] }
    }),
  )
  return checkResponders(units)
}
