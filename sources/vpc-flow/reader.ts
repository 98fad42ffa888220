/** Lines of a flow log -> records: by the fields that its first line names, or else in the default format. */
import { addressOf, type JsonObject, type LineReader } from 'tallyman/source'
import { DEFAULT_FIELDS, FIELDS, isFlowLog } from './fields.ts'

// All fields there are, each as long as an ARN may be.
const MAX_LENGTH = 16_384

export function createFlowLogReader(): LineReader {
  let names: readonly string[] | undefined
  return {
    line(text, number) {
      if (text.length > MAX_LENGTH) return undefined
      const words = text.trim().split(/\s+/)
      if (isHeader(words)) {
        names = words
        return []
      }
      const value = names && recordOf(words, names)
      const record = value ?? readDefaultLine(text)
      return record && [{ line: number, value: record }]
    },
    end: () => [],
  }
}

const isHeader = (words: readonly string[]): boolean =>
  words.every((word) => FIELDS.has(word)) && isFlowLog(new Set(words))

/** `2 123456789012 eni-... 10.0.1.5 10.0.2.9 40000 443 6 5 1200 1705312200 1705312260 ACCEPT OK`, and nothing else. */
export function readDefaultLine(text: string): JsonObject | undefined {
  const record = text.length > MAX_LENGTH ? undefined : recordOf(text.trim().split(/\s+/), DEFAULT_FIELDS)
  return record &&
    /^(?:ACCEPT|REJECT|-)$/.test(String(record['action'])) &&
    /^(?:OK|NODATA|SKIPDATA)$/.test(String(record['log-status']))
    ? record
    : undefined
}

/** `-` stands for what is not known or does not apply; it is kept as it came. */
function recordOf(words: readonly string[], names: readonly string[]): JsonObject | undefined {
  if (words.length !== names.length) return undefined
  const fits = words.every((word, at) => word === '-' || isOf(word, names[at] ?? ''))
  if (!fits) return undefined
  return Object.fromEntries(
    words.map((word, at) => {
      const name = names[at] ?? ''
      return [name, FIELDS.get(name) === 'number' && word !== '-' ? Number(word) : word]
    }),
  )
}

function isOf(word: string, name: string): boolean {
  const kind = FIELDS.get(name)
  if (kind === 'number') return /^\d{1,15}$/.test(word)
  return kind === 'word' || addressOf(word) !== undefined
}
