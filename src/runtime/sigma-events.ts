/** JSON events out of lines, one a line or over many, each with the line that it begins at. */
import { MAX_LINE, type Block } from '../ingest/block.ts'
import { createDocuments, type Document } from '../ingest/documents.ts'
import { isObject } from '../ingest/read.ts'
import { createTextLines } from '../ingest/text-lines.ts'

export interface EventReader {
  line(number: number, text: string): void
  /** Whether a document has begun that has not ended. */
  readonly isOpen: boolean
  end(): void
}

export interface Heard {
  readonly event: (line: number, event: object) => void
  readonly fault: (line: number, why: string) => void
}

export function createEventReader({ event, fault }: Heard): EventReader {
  const documents = createDocuments(MAX_LINE, createTextLines([]))
  const take = (found: readonly Document[]): void => {
    for (const document of found) {
      if ('fault' in document) fault(document.line, document.fault)
      else if (isObject(document.value)) event(document.line, document.value)
      else fault(document.line, 'is not a JSON object')
    }
  }
  return {
    line(number, text) {
      if (text.length <= MAX_LINE) take(documents.line(text, number))
      else {
        take(documents.end())
        fault(number, `is longer than ${MAX_LINE / 1_048_576} MiB`)
      }
    },
    get isOpen() {
      return documents.isOpen
    },
    end: () => take(documents.end()),
  }
}

/** The lines of a block, with their numbers. */
export function linesOf({ bytes, firstLine }: Block): { readonly line: number; readonly text: string }[] {
  const texts = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n')
  if (texts.at(-1) === '') texts.pop()
  return texts.map((text, index) => ({ line: firstLine + index, text }))
}
