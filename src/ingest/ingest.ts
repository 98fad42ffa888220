/** The first verb: blocks of lines in, events out; what cannot be read is set aside with its place and reason. */
import type { Event } from '../model/event.ts'
import type { Place, Record, SetAside } from '../model/record.ts'
import { MAX_LINE, type Block } from './block.ts'
import { newRoom, type Room } from './carrier.ts'
import { createDocuments, type Document, type Documents } from './documents.ts'
import { MAX_ENVELOPES, unwrap } from './envelope.ts'
import { RecordError } from './errors.ts'
import { MAX_DEPTH } from './json-extent.ts'
import { isObject } from './read.ts'
import { hintOf, recognise } from './recognise.ts'
import { createRedact } from './redact.ts'
import type { Context, Source } from './source.ts'
import { createTextLines } from './text-lines.ts'

/** What becomes of a record. */
export type Outcome = Event | SetAside

export const isSetAside = (outcome: Outcome): outcome is SetAside => 'kind' in outcome

/** A stage, pure: the same blocks give the same outcomes, wherever they are cut. */
export interface Ingest {
  /** Outcomes in the order of the lines. Blocks of one file come in order, those of several files may alternate. */
  observe(block: Block): Outcome[]
}

export interface IngestOptions {
  readonly sources: ReadonlyMap<string, Source>
  /** Marks equal secrets as equal; see `createRedact`. */
  readonly redactionKey?: string | Uint8Array
  /** In bytes; a longer line is set aside. */
  readonly maxLine?: number
}

/** What is remembered of a file while it is read. */
interface File {
  readonly documents: Documents
  likely?: Source | undefined
}

export function createIngest({ sources, redactionKey, maxLine = MAX_LINE }: IngestOptions): Ingest {
  const context: Context = { redact: createRedact(redactionKey) }
  const known = [...sources.values()]
  const files = new Map<string, File>()

  const fileOf = (name: string): File => {
    const file = files.get(name) ?? { documents: createDocuments(maxLine, createTextLines(known)) }
    files.set(name, file)
    return file
  }

  const readValue = (
    file: File,
    value: unknown,
    at: Omit<Place, 'source'>,
    room: Room,
    isShallow: boolean,
    depth = 0,
  ): Outcome[] => {
    const inner = depth < MAX_ENVELOPES ? unwrap(known, value, room) : undefined
    // What is carried may have been packed.
    if (inner) return inner.flatMap((each) => readValue(file, each, at, room, false, depth + 1))
    if (!isObject(value)) return [unreadable(file, at, `is ${nameOf(value)}, not a JSON object`)]
    if (!isShallow && isDeeper(value, MAX_DEPTH))
      return [unreadable(file, at, `is nested deeper than ${MAX_DEPTH} levels`)]
    const source = recognise(known, value, file.likely)
    if (!source) return [{ place: { source: 'unknown', ...at }, kind: 'unrecognised', reason: hintOf(value) }]
    file.likely = source
    const { file: name, line } = at
    const place = { source: source.id, file: name, line }
    return [readRecord(source, { place, value }, context)]
  }

  /** A source that cannot even look at a value without throwing has a defect; it costs that value, and nothing else. */
  const read = (file: File, value: unknown, at: Omit<Place, 'source'>, isShallow: boolean): Outcome[] => {
    try {
      return readValue(file, value, at, newRoom(), isShallow)
    } catch (error) {
      return [unreadable(file, at, `could not be looked at (${error instanceof Error ? error.name : typeof error})`)]
    }
  }

  return {
    observe({ file: name, firstLine, bytes, last }) {
      const file = fileOf(name)
      const outcomes: Outcome[] = []
      const take = (documents: readonly Document[], isShallow = false): void => {
        for (const document of documents) {
          const at = { file: name, line: document.line }
          if (document.source !== undefined) file.likely = sources.get(document.source)
          if ('fault' in document) outcomes.push(unreadable(file, at, document.fault))
          else
            for (const outcome of read(file, document.value, at, isShallow && document.source === undefined))
              outcomes.push(outcome)
        }
      }
      let number = firstLine
      for (const line of linesOf(bytes)) {
        if (line.length > maxLine) {
          take(file.documents.end())
          outcomes.push(unreadable(file, { file: name, line: number }, `is longer than ${maxLine} bytes`))
        } else {
          const text = line.toString('utf8')
          // Of a document over many lines this is not all.
          const isShallow = !file.documents.isOpen && isShallowText(text)
          take(file.documents.line(text, number), isShallow)
        }
        number += 1
      }
      if (last) {
        take(file.documents.end())
        files.delete(name)
      }
      return outcomes
    },
  }
}

/** What has few brackets is not deep, and need not be walked to see that. */
const isShallowText = (text: string): boolean => !isMore(text, '{', MAX_DEPTH / 2) && !isMore(text, '[', MAX_DEPTH / 2)

/** Whether a character stands in a text so many times. */
function isMore(text: string, character: string, times: number): boolean {
  let count = 0
  for (let at = text.indexOf(character); at !== -1 && count < times; at = text.indexOf(character, at + 1)) count++
  return count >= times
}

/** Whatever a source throws is the record's end, never the process's. */
function readRecord(source: Source, record: Record, context: Context): Outcome {
  const { place } = record
  try {
    const read = source.read(record, context)
    return 'redundant' in read
      ? { place, kind: 'redundant', reason: read.redundant, ...(read.part && { part: read.part }) }
      : read
  } catch (error) {
    if (error instanceof RecordError) return { place, kind: 'unreadable', reason: error.message }
    // A defect of the source. The message is not shown: it may quote the record.
    const name = error instanceof Error ? error.name : typeof error
    return { place, kind: 'unreadable', reason: `${source.id} could not read it (${name})` }
  }
}

const unreadable = (file: File, at: Omit<Place, 'source'>, reason: string): SetAside => ({
  place: { source: file.likely?.id ?? 'unknown', ...at },
  kind: 'unreadable',
  reason,
})

function* linesOf(bytes: Uint8Array): Generator<Buffer> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let start = 0
  while (start < buffer.length) {
    const newline = buffer.indexOf(10, start)
    const end = newline === -1 ? buffer.length : newline
    yield buffer.subarray(start, end)
    start = end + 1
  }
}

/** Whoever walks a record downstream may recurse, and no adversary shall choose how deep. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))

const nameOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
