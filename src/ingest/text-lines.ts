/** Lines of text that are no JSON: which source reads them, and the records it makes of them. */
import type { JsonObject } from '../model/record.ts'

/** A record and the line it begins at, or why there is none. Faults never quote the line: it may hold a secret. */
export type TextRecord =
  | { readonly line: number; readonly value: JsonObject }
  | { readonly line: number; readonly fault: string }

/**
 * Makes JSON objects of the text lines of one file: of one line, or of several that belong together. What it holds open is
 * bounded, whatever the file holds. Pure: no clock says when a record is whole, only the lines.
 */
export interface LineReader {
  /**
   * The records that are whole now, perhaps none yet; `undefined` where the line is not of this source, by its content or by the
   * header that came before it. `text` is never blank, and holds neither newline nor carriage return at its end; blanks and tabs
   * stand as they came.
   */
  line(text: string, number: number): readonly TextRecord[] | undefined
  /** What is held is given as it is. The file has ended, or lost a line that is too long and goes on. */
  end(): readonly TextRecord[]
}

/** What a source makes of a file's text lines. */
export interface Reading {
  /** The id of the source. */
  readonly source: string
  readonly record: TextRecord
}

export interface TextLines {
  /** `undefined` where no source knows the line. */
  line(text: string, number: number): Reading[] | undefined
  end(): Reading[]
}

interface Reader {
  readonly source: string
  readonly reader: LineReader
}

/** Asks the readers in turn, the one that took the last line first: its header may be all that tells of this one. */
export function createTextLines(
  sources: Iterable<{ readonly id: string; readonly createLineReader?: () => LineReader }>,
): TextLines {
  let readers: readonly Reader[] = [...sources].flatMap(({ id, createLineReader }) =>
    createLineReader ? [{ source: id, reader: createLineReader() }] : [],
  )
  const told = (source: string, records: readonly TextRecord[]): Reading[] =>
    records.map((record) => ({ source, record }))
  return {
    line(text, number) {
      for (const taker of readers) {
        const records = taker.reader.line(text, number)
        if (!records) continue
        if (taker !== readers[0]) readers = [taker, ...readers.filter((each) => each !== taker)]
        return told(taker.source, records)
      }
      return undefined
    },
    end: () => readers.flatMap(({ source, reader }) => told(source, reader.end())).toSorted(byLine),
  }
}

const byLine = (a: Reading, b: Reading): number => a.record.line - b.record.line
