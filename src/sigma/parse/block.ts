/**
 * The YAML that rules are written in (block maps and lists, scalars of one line, literals), read ten times as fast as all of
 * YAML. It reads nothing that it does not fully understand: whatever else stands in a text is left to `readYaml`, errors too.
 */
import type { Place } from '../place.ts'
import type { Entry, List, Mapping, Node, Scalar } from './node.ts'
import { readQuoted, resolvePlain } from './plain.ts'

/** Thrown, and caught here, where a text is more than this reader understands. */
const NOT_MINE = Symbol('not mine')

const MOST_INDENT = 400

/** The documents of a text, empty ones left out, exactly as `readYaml` would give them; undefined where it must be asked. */
export function readBlocks(text: string, file: string): Node[] | undefined {
  if (/[\t\r\ufeff\0]|^(?:%|\.\.\.|--- )/m.test(text) || !text.isWellFormed()) return undefined
  try {
    return new BlockReader(text.split('\n'), file).documents()
  } catch (error) {
    if (error === NOT_MINE) return undefined
    throw error
  }
}

class BlockReader {
  readonly #lines: readonly string[]
  readonly #file: string
  #line = 0

  constructor(lines: readonly string[], file: string) {
    this.#lines = lines
    this.#file = file
  }

  documents(): Node[] {
    const nodes: Node[] = []
    while (this.#line < this.#lines.length) {
      if (this.#indent() < 0) break
      if (this.#isSeparator()) {
        this.#line++
        continue
      }
      if (this.#indent() !== 0) throw NOT_MINE
      nodes.push(this.#block(0))
      if (this.#indent() >= 0 && !this.#isSeparator()) throw NOT_MINE
    }
    return nodes
  }

  #isSeparator(): boolean {
    return this.#lines[this.#line] === '---'
  }

  #here(): string {
    return this.#lines[this.#line] ?? ''
  }

  #place(column: number): Place {
    return { file: this.#file, line: this.#line + 1, column: column + 1 }
  }

  /** The indent of the next line that is neither blank nor a comment, to which it goes; -1 at the end. */
  #indent(): number {
    for (; this.#line < this.#lines.length; this.#line++) {
      const line = this.#here()
      const indent = indentOf(line)
      if (indent < line.length && line[indent] !== '#') return indent
    }
    return -1
  }

  #block(column: number): Node {
    // Indents grow with depth, so no rule comes near this; whoever does is after the stack.
    if (column > MOST_INDENT) throw NOT_MINE
    return isItem(this.#here(), column) ? this.#list(column) : this.#map(column)
  }

  #list(column: number): List {
    const place = this.#place(column)
    const items: Node[] = []
    while (this.#indent() === column && isItem(this.#here(), column) && !this.#isSeparator()) {
      const line = this.#here()
      const start = skipSpaces(line, column + 1)
      if (isNothing(line, start)) items.push(this.#below(column, place, false))
      else if (isItem(line, start)) throw NOT_MINE
      else items.push(keyEnd(line, start) < 0 ? this.#scalar(start, column) : this.#map(start))
    }
    return { kind: 'list', items, place }
  }

  /** The first entry may stand behind a dash: only the column of its key matters. */
  #map(column: number): Mapping {
    const place = this.#place(column)
    const entries: Entry[] = []
    do {
      const key = this.#key(column)
      entries.push({ key, value: this.#value(column, key.place) })
    } while (this.#indent() === column && !this.#isSeparator() && !isItem(this.#here(), column))
    if (this.#indent() > column || hasTwins(entries)) throw NOT_MINE
    return { kind: 'map', entries, place }
  }

  #key(column: number): Scalar {
    const line = this.#here()
    const end = keyEnd(line, column)
    if (end <= column) throw NOT_MINE
    return this.#resolve(line.slice(column, endOfText(line, end)), column)
  }

  #value(column: number, place: Place): Node {
    const line = this.#here()
    const colon = keyEnd(line, column)
    const start = skipSpaces(line, colon + 1)
    if (isNothing(line, start)) return this.#below(column, place, true)
    return line[start] === '|' ? this.#literal(start, column) : this.#scalar(start, column)
  }

  /** What stands on the lines below, further in; a list in a map may stand as far out as its key. Nothing there is null, at this place. */
  #below(column: number, place: Place, inMap: boolean): Node {
    this.#line++
    const indent = this.#indent()
    const separator = indent === 0 && this.#isSeparator()
    if (indent > column || (inMap && indent === column && isItem(this.#here(), column) && !separator))
      return this.#block(indent)
    return { kind: 'scalar', value: null, source: '', place }
  }

  #scalar(start: number, outer: number): Scalar {
    const line = this.#here()
    const [first = ''] = line.slice(start, start + 1)
    const quoted = first === "'" || first === '"'
    const end = quoted ? quoteEnd(line, start, first) : plainEnd(line, start)
    if (end < 0 || (quoted && !isNothing(line, skipSpaces(line, end)))) throw NOT_MINE
    const scalar = this.#resolve(line.slice(start, endOfText(line, end)), start)
    this.#line++
    // A plain scalar may go on below, and nothing else may stand there.
    if (this.#indent() > outer) throw NOT_MINE
    return scalar
  }

  #resolve(source: string, column: number): Scalar {
    const read = source.startsWith("'") || source.startsWith('"') ? readQuoted(source) : resolvePlain(source)
    if (read === undefined) throw NOT_MINE
    return { kind: 'scalar', ...read, place: this.#place(column) }
  }

  #literal(start: number, outer: number): Scalar {
    const [, chomping] = /^\|([-+]?) *(?: #.*)?$/.exec(this.#here().slice(start)) ?? []
    if (chomping === undefined) throw NOT_MINE
    const place = this.#place(start)
    const first = ++this.#line
    let inner = -1
    let last = first
    for (; this.#line < this.#lines.length; this.#line++) {
      const line = this.#here()
      const indent = indentOf(line)
      if (indent === line.length) {
        if (inner < 0 && indent > outer + 1) throw NOT_MINE
        continue
      }
      if (indent <= outer) break
      if (inner < 0) inner = indent
      if (indent < inner) throw NOT_MINE
      last = this.#line + 1
    }
    if (inner < 0 || chomping === '+') throw NOT_MINE
    const value =
      this.#lines
        .slice(first, last)
        .map((line) => line.slice(inner))
        .join('\n') + (chomping === '-' ? '' : '\n')
    return { kind: 'scalar', value, source: value, place }
  }
}

/** Whether two keys are the same: most maps are too small to be worth a set. */
function hasTwins(entries: readonly Entry[]): boolean {
  if (entries.length > 20) return new Set(entries.map(({ key }) => key.source)).size < entries.length
  for (let index = 1; index < entries.length; index++)
    for (let before = 0; before < index; before++)
      if (entries[before]?.key.source === entries[index]?.key.source) return true
  return false
}

function indentOf(line: string): number {
  return skipSpaces(line, 0)
}

function skipSpaces(line: string, from: number): number {
  let at = from
  while (line.charCodeAt(at) === 32) at++
  return at
}

/** Where the text ends that ends before here: of all white space, YAML drops the space alone (and the tab, which is not ours). */
function endOfText(line: string, end: number): number {
  let at = end
  while (line.charCodeAt(at - 1) === 32) at--
  return at
}

/** Whether nothing but a comment stands from here on. */
function isNothing(line: string, at: number): boolean {
  return at >= line.length || (line[at] === '#' && (at === 0 || line[at - 1] === ' '))
}

/** Whether a dash of a list stands here. */
function isItem(line: string, at: number): boolean {
  return line[at] === '-' && (at + 1 === line.length || line[at + 1] === ' ')
}

/** Where the colon after a key stands that begins here; -1 where there is no key. */
function keyEnd(line: string, at: number): number {
  const quote = line[at]
  if (quote === "'" || quote === '"') {
    const colon = skipSpaces(line, quoteEnd(line, at, quote))
    return line[colon] === ':' && (colon + 1 === line.length || line[colon + 1] === ' ') ? colon : -1
  }
  const comment = line.indexOf(' #', at)
  for (let colon = line.indexOf(':', at); colon >= 0; colon = line.indexOf(':', colon + 1))
    if (colon + 1 === line.length || line[colon + 1] === ' ') return comment >= 0 && comment < colon ? -1 : colon
  return -1
}

/** Behind the closing quote; -1 where there is none on the line. */
function quoteEnd(line: string, at: number, quote: string): number {
  for (let end = at + 1; end < line.length; end++) {
    if (quote === '"' && line[end] === '\\') end++
    else if (line[end] === quote) {
      if (quote === '"' || line[end + 1] !== quote) return end + 1
      end++
    }
  }
  return -1
}

/** Where a plain scalar ends: at the line's end or before a comment. -1 where a colon would make it something else. */
function plainEnd(line: string, at: number): number {
  if (keyEnd(line, at) >= 0) return -1
  const comment = line.indexOf(' #', at)
  return comment < 0 ? line.length : comment
}
