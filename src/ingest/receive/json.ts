/** JSON that was delivered: read whole, or refused; and put on a line of its own, as it came. */
import { isObject } from '../read.ts'
import { MAX_CONTAINERS, MAX_NESTING, MAX_RECORDS } from './limits.ts'
import { nestingOf } from './nesting.ts'
import { Refusal } from './refusal.ts'

const [NEWLINE, SPACE] = [0x0a, 0x20]

/** Throws Refusal (400, 413). `what` names it for people: `the body`. */
export function readJson(bytes: Buffer, what: string): unknown {
  const { depth, containers } = nestingOf(bytes)
  if (depth > MAX_NESTING) throw new Refusal(400, `${what} is nested deeper than ${MAX_NESTING} levels`)
  if (containers > MAX_CONTAINERS) throw new Refusal(413, `${what} holds more than ${MAX_CONTAINERS} objects and lists`)
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown
  } catch {
    // No cause: the message of a parser quotes what it read.
    throw new Refusal(400, `${what} is not JSON, or is cut off`)
  }
}

/** Throws Refusal (413) where there are too many records to be kept at once. */
export function checkCount(records: number): void {
  if (records > MAX_RECORDS) throw new Refusal(413, `the body holds more than ${MAX_RECORDS} records`)
}

/** Sound JSON without the newlines in it, which are but blanks. */
export function onOneLine(json: Buffer): Buffer {
  let at = json.indexOf(NEWLINE)
  if (at === -1) return json
  const line = Buffer.from(json)
  for (; at !== -1; at = line.indexOf(NEWLINE, at + 1)) line[at] = SPACE
  return line
}

/**
 * The line of a record that something else carried, as its origin wrote it: JSON in a text, or an object. `undefined` where it is
 * neither, or `isWanted` does not want it.
 */
export function innerLine(carried: unknown, isWanted: (value: unknown) => boolean): string | undefined {
  if (typeof carried !== 'string') return isObject(carried) && isWanted(carried) ? JSON.stringify(carried) : undefined
  if (!/^\s*\{/.test(carried)) return undefined
  const bytes = Buffer.from(carried)
  const { depth, containers } = nestingOf(bytes)
  if (depth > MAX_NESTING || containers > MAX_CONTAINERS) return undefined
  const value = parsed(carried)
  return isObject(value) && isWanted(value) ? carried.replaceAll('\n', ' ') : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
