/** Lines of a CRI log -> records: `TIME STREAM TAG text`, of which the runtime parts a long one in several. */
import type { JsonObject, LineReader, TextRecord } from 'tallyman/source'

const LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) (stdout|stderr) ([PF])(?::\w{1,16}){0,4}(?: (.*))?$/s
// In characters. A runtime parts at 16 kilobytes; what is longer than this together is told in several records.
const MAX_LENGTH = 256 * 1024

interface OpenLine {
  readonly line: number
  readonly time: string
  readonly stream: string
  readonly parts: string[]
  size: number
}

/** A part and the next are of one stream, and those of the other may stand between. */
export function createContainerLogReader(): LineReader {
  const open = new Map<string, OpenLine>()

  const close = (stream: string, end: string): TextRecord[] => {
    const held = open.get(stream)
    open.delete(stream)
    return held ? [{ line: held.line, value: recordOf(held, end) }] : []
  }

  return {
    line(text, number) {
      const [, time, stream, tag, part = ''] = LINE.exec(text) ?? []
      if (time === undefined || stream === undefined) return undefined
      const held = open.get(stream) ?? { line: number, time, stream, parts: [], size: 0 }
      held.parts.push(part)
      held.size += part.length
      open.set(stream, held)
      if (tag === 'F') return close(stream, '\n')
      return held.size > MAX_LENGTH ? close(stream, '') : []
    },
    end: () => [...open.keys()].flatMap((stream) => close(stream, '')),
  }
}

/** As Docker's json-file driver writes it: without its newline a line is not whole. */
const recordOf = ({ time, stream, parts }: OpenLine, end: string): JsonObject => ({
  log: parts.join('') + end,
  stream,
  time,
})
