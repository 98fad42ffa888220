/** The engine's answer with a container's log, cut into lines: frames of both streams one in the other, or the bare text of a terminal. */

export interface LogLine {
  readonly stream: 'stdout' | 'stderr'
  /** RFC 3339 with nine decimals, as the engine wrote it down. */
  readonly time: string
  /** With its newline; without one it is a part, and the rest comes next. */
  readonly log: string
}

export interface LogCutter {
  /** The lines that are whole now. Throws RangeError where a frame is longer than any that an engine makes. */
  push(chunk: Buffer): LogLine[]
}

/** One byte for the stream, three of nothing, four for the length. */
const HEADER = 8
/** An engine parts what is longer than 16 kilobytes; in bytes. */
const LONGEST = 1024 * 1024
const TIMED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z) (.*)$/s

/** `terminal`: the container has one, and its streams are one. */
export const createLogCutter = (terminal: boolean): LogCutter => (terminal ? createTextCutter() : createFrameCutter())

function createFrameCutter(): LogCutter {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const lines: LogLine[] = []
      while (bytes.length >= HEADER) {
        const length = bytes.readUInt32BE(4)
        if (length > LONGEST) throw new RangeError(`a frame of ${length} bytes`)
        if (bytes.length < HEADER + length) break
        const stream = bytes[0] === 2 ? 'stderr' : 'stdout'
        lines.push(...lineOf(stream, bytes.toString('utf8', HEADER, HEADER + length)))
        bytes = bytes.subarray(HEADER + length)
      }
      rest = bytes
      return lines
    },
  }
}

function createTextCutter(): LogCutter {
  let rest: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const end = bytes.lastIndexOf(10) + 1
      rest = bytes.subarray(end)
      if (rest.length > LONGEST) throw new RangeError(`a line of ${rest.length} bytes`)
      const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1)
      return lines.flatMap((line) => lineOf('stdout', `${line.replace(/\r$/, '')}\n`))
    },
  }
}

/** What has no time was not asked for so. */
function lineOf(stream: LogLine['stream'], text: string): LogLine[] {
  const [, time, log] = TIMED.exec(text) ?? []
  return time === undefined || log === undefined ? [] : [{ stream, time, log }]
}
