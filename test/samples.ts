/** The samples of a source: its records one by one, where each stands, and where the file came from. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MAX_LINE } from '../src/ingest/block.ts'
import { createDocuments } from '../src/ingest/documents.ts'
import { unwrap } from '../src/ingest/envelope.ts'
import { newRoom } from '../src/ingest/carrier.ts'
import { isObject } from '../src/ingest/read.ts'
import type { Source } from '../src/ingest/source.ts'
import { createTextLines } from '../src/ingest/text-lines.ts'
import type { JsonObject, Place } from '../src/model/record.ts'

export const SOURCES = fileURLToPath(new URL('../sources/', import.meta.url))

export interface Sample {
  readonly place: Place
  readonly record: JsonObject
}

/** What `samples/origin.json` says of each file. */
export interface Origin {
  /** `recorded` by us from real software, or `written` by hand in its format. */
  readonly origin: 'recorded' | 'written'
  readonly what: string
  /** Secrets that the file holds, invented all of them: none may be left in an event. */
  readonly secrets?: readonly string[]
  /** Why records of this format can hold none: they have no field for words. */
  readonly wordless?: string
}

export const filesOf = (source: Source): string[] =>
  readdirSync(join(SOURCES, source.id, 'samples'))
    .filter((name) => /\.(?:jsonl|ndjson|log)$/.test(name))
    .toSorted()

export const textOf = (source: Source, file: string): string =>
  readFileSync(join(SOURCES, source.id, 'samples', file), 'utf8')

export const originsOf = (source: Source): Map<string, Origin> =>
  new Map(Object.entries(JSON.parse(textOf(source, 'origin.json')) as { readonly [file: string]: Origin }))

/** Every record of a file, of JSON or of text, taken out of its envelopes. */
export function samplesOf(source: Source, file: string): Sample[] {
  const documents = createDocuments(MAX_LINE, createTextLines([source]))
  const found = textOf(source, file)
    .split('\n')
    .flatMap((line, at) => documents.line(line, at + 1))
  return [...found, ...documents.end()].flatMap((document) => {
    if ('fault' in document) throw new TypeError(`${file}:${document.line}: ${document.fault}`)
    const place = { source: source.id, file, line: document.line }
    return unwrapped(source, document.value).map((record) => ({ place, record }))
  })
}

function unwrapped(source: Source, value: unknown): JsonObject[] {
  const inner = unwrap([source], value, newRoom())
  if (inner) return inner.flatMap((each) => unwrapped(source, each))
  if (!isObject(value)) throw new TypeError(`a sample of ${source.id} holds what is no object`)
  return [value]
}
