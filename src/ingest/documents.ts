/** Documents out of the lines of one file: JSON, one a line, several on one, one over many, and text that a source knows. */
import { createExtent, type Extent } from './json-extent.ts'
import type { Reading, TextLines } from './text-lines.ts'
import { unreadLine } from './unread.ts'

/**
 * A value and the line it begins at, or why there is none. Faults never quote the line: it may hold a secret. `source` is the
 * id of the one that made it of text; whose JSON is, its content says.
 */
export type Document =
  | { readonly line: number; readonly value: unknown; readonly source?: string }
  | { readonly line: number; readonly fault: string; readonly source?: string }

export interface Documents {
  line(text: string, number: number): Document[]
  /** Whether a document has begun that has not ended. */
  readonly isOpen: boolean
  /** The file has ended: what is open now is not going to be closed. */
  end(): Document[]
}

interface Piece {
  readonly text: string
  readonly line: number
  /** How often it was taken up in a document that then broke. */
  readonly tries: number
}

// Lines of a broken document are read again, for one of them may begin a sound one. Only so often,
// so that a file made to break late costs a fixed multiple of its size.
const MAX_TRIES = 4

/** `maxSize` in characters: a JSON document over several lines that grows past it is given up. */
export function createDocuments(maxSize: number, textLines: TextLines): Documents {
  let pending: { extent: ReturnType<typeof createExtent>; pieces: Piece[]; size: number } | undefined

  /** What `pieces` hold, in order; a stack, because a piece may leave others to be read before the next. */
  const read = (pieces: readonly Piece[]): Document[] => {
    const found: Document[] = []
    const left = pieces.toReversed()
    for (let piece = left.pop(); piece; piece = left.pop()) {
      const more = pending ? resume(piece, found) : begin(piece, found)
      for (const each of more.toReversed()) left.push(each)
    }
    return found
  }

  const begin = (piece: Piece, found: Document[]): Piece[] => {
    const text = strip(piece.text)
    if (text === '') {
      if (piece.text.includes('\0')) found.push({ line: piece.line, fault: 'holds nothing but NUL bytes' })
      return []
    }
    const closed = isBracket(text[0]) ? parse(text) : undefined
    // A line that is all of an object or an array is JSON, whatever a header before it promised.
    const readings = closed ? undefined : textLines.line(bare(piece.text), piece.line)
    if (readings) {
      for (const reading of readings) found.push(documentOf(reading))
      return []
    }
    const value = closed ?? parse(text)
    if (value) {
      found.push({ line: piece.line, value: value.parsed })
      return []
    }
    const extent = createExtent()
    const seen = extent.feed(text)
    if (seen.is === 'complete') return close([{ ...piece, text }], seen.end, found)
    if (seen.is === 'open' && piece.tries < MAX_TRIES) {
      pending = { extent, pieces: [{ ...piece, text }], size: text.length }
      return []
    }
    found.push({ line: piece.line, fault: unreadLine(text) ?? faultOf(seen) })
    return []
  }

  const resume = (piece: Piece, found: Document[]): Piece[] => {
    const { extent, pieces } = pending as NonNullable<typeof pending>
    const seen = extent.feed(piece.text)
    pieces.push(piece)
    ;(pending as NonNullable<typeof pending>).size += piece.text.length
    if (seen.is === 'complete') return close(pieces, seen.end, found)
    if (seen.is === 'broken') return giveUp(`its document breaks in line ${piece.line}: ${expectation(seen)}`, found)
    if ((pending?.size ?? 0) > maxSize) return giveUp('its document is too long', found)
    return []
  }

  /** The last piece holds the end of the document, and perhaps the beginning of another. */
  const close = (pieces: readonly Piece[], end: number, found: Document[]): Piece[] => {
    pending = undefined
    const [first, last] = [pieces[0] as Piece, pieces.at(-1) as Piece]
    const whole = [...pieces.slice(0, -1).map((piece) => piece.text), last.text.slice(0, end)].join('\n')
    const value = parse(whole)
    if (value) found.push({ line: first.line, value: value.parsed })
    else found.push({ line: first.line, fault: 'is not JSON: a number, a word or an escape is misspelt' })
    // Elements of an array whose bracket was lost are parted by commas.
    const text = last.text.slice(end).replace(/^[\s,]+/, '')
    return text === '' ? [] : [{ ...last, text }]
  }

  /** The first line is at fault; those after it get another chance. */
  const giveUp = (fault: string, found: Document[]): Piece[] => {
    const [first, ...rest] = pending?.pieces ?? []
    pending = undefined
    if (first) found.push({ line: first.line, fault })
    return rest.map((piece) => ({ ...piece, tries: piece.tries + 1 }))
  }

  const end = (): Document[] => {
    if (!pending) return textLines.end().map(documentOf)
    const found: Document[] = []
    const rest = giveUp('its document does not end', found)
    return [...found, ...read(rest), ...end()]
  }

  return {
    line: (text, number) => read([{ text, line: number, tries: 0 }]),
    get isOpen() {
      return pending !== undefined
    },
    end,
  }
}

/** Without blanks, a byte order mark, the separator of RFC 7464, and the zeros that a crash or a truncated log leaves. */
const strip = (text: string): string => trim(text, (code) => code <= 32 || code === 0xfeff)

/** The same of a line of text, where a blank or a tab at an end may stand for an empty field. */
const bare = (text: string): string => trim(text, (code) => (code < 32 && code !== 9) || code === 0xfeff)

function trim(text: string, isAround: (code: number) => boolean): string {
  let [start, end] = [0, text.length]
  while (start < end && isAround(text.charCodeAt(start))) start += 1
  while (end > start && isAround(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

const isBracket = (character: string | undefined): boolean => character === '{' || character === '['

const documentOf = ({ source, record }: Reading): Document => ({ ...record, source })

const faultOf = (seen: Extent): string =>
  seen.is === 'broken' ? `is not JSON: ${expectation(seen)}` : 'is not complete'

const expectation = ({ wanted, at }: Extract<Extent, { is: 'broken' }>): string =>
  `${wanted} was expected at column ${at + 1}`

/** `parsed` in an object, for `undefined` is the answer for what is no JSON. */
function parse(text: string): { readonly parsed: unknown } | undefined {
  try {
    return { parsed: JSON.parse(text) as unknown }
  } catch {
    return undefined
  }
}
