/** Zeek's tab-separated logs -> the records that its JSON logs hold: the header names the fields and their types. */
import type { JsonObject, LineReader } from 'tallyman/source'
import { valueOf, type Marks } from './value.ts'

/** What the header has said so far. */
interface Header extends Marks {
  readonly separator: string
  readonly path?: string
  readonly fields?: readonly string[]
  readonly types?: readonly string[]
}

const INITIAL: Header = { separator: '\t', set: ',', empty: '(empty)', unset: '-' }
const DIRECTIVE = /^#(separator|set_separator|empty_field|unset_field|path|open|close|fields|types)(.)/
/** A line that begins with a time, as the lines of nearly every log do. */
const TIMED = /^\d{9,11}\.\d{1,9}$/

export function createZeekReader(): LineReader {
  let header = INITIAL
  return {
    line(text, number) {
      const [, directive, mark] = DIRECTIVE.exec(text) ?? []
      if (directive !== undefined && mark === (directive === 'separator' ? ' ' : header.separator)) {
        header = withDirective(header, directive, text)
        return []
      }
      const { path, fields, types, separator } = header
      if (path === undefined || !fields || fields.length !== types?.length) return undefined
      const cells = text.split(separator)
      if (cells.length === fields.length) {
        const value = recordOf(cells, fields, types, header)
        return value && [{ line: number, value: { _path: path, ...value } }]
      }
      if (cells.length < 2 || !TIMED.test(cells[0] ?? '')) return undefined
      return [{ line: number, fault: `has ${cells.length} fields where its header names ${fields.length}` }]
    },
    end: () => [],
  }
}

function withDirective(header: Header, directive: string, text: string): Header {
  // The separator itself is set off by a blank, and written in hexadecimal digits.
  if (directive === 'separator') return { ...INITIAL, separator: unhex(text.slice('#separator '.length)) || '\t' }
  const [, ...rest] = text.split(header.separator)
  const [word] = rest
  if (word === undefined || word === '') return header
  if (directive === 'set_separator') return { ...header, set: word }
  if (directive === 'empty_field') return { ...header, empty: word }
  if (directive === 'unset_field') return { ...header, unset: word }
  if (directive === 'path') return { ...header, path: word }
  if (directive === 'fields') return { ...header, fields: rest }
  return directive === 'types' ? { ...header, types: rest } : header
}

const unhex = (text: string): string =>
  text.replaceAll(/\\x([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))

/** Nothing without a time: whatever it is, it is no record. */
function recordOf(
  cells: readonly string[],
  fields: readonly string[],
  types: readonly string[],
  marks: Marks,
): JsonObject | undefined {
  const record = Object.fromEntries(
    fields.flatMap((name, at) => {
      const value = valueOf(cells[at] ?? '', types[at] ?? 'string', marks)
      return value === undefined || name === '_path' ? [] : [[name, value]]
    }),
  )
  return typeof record['ts'] === 'number' ? record : undefined
}
