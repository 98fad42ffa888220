/** Reads a regular expression for the literals that its matches must contain; what it does not know it takes to be anything. */
import type { ReTest } from '../../sigma/rule.ts'
import { ANYTHING, commonness, joinAlternatives, joinSequence, NOTHING, oneOf, repeat, setsOf } from './needed.ts'
import type { Needs } from './needed.ts'
import type { Needle } from './predicate.ts'

/** More sets would make larger automata, and hardly rarer witnesses. */
const MOST_SETS = 3

/** Sets of needles; every text that matches has one of each. None where nothing is certain. */
export function neededByRe({ source }: ReTest): Needle[][] {
  let needs: Needs
  try {
    needs = new Reader(source).read()
  } catch (error) {
    if (error === NOT_MINE) return []
    throw error
  }
  return setsOf(needs)
    .filter((texts) => isTelling(texts) && texts.every((text) => text.isWellFormed()))
    .toSorted((a, b) => commonness(a) - commonness(b))
    .slice(0, MOST_SETS)
    .map((texts) => texts.map((text) => ({ at: 'inside', text })))
}

/** Ten digits are in nearly every text. */
function isTelling(texts: readonly string[]): boolean {
  return texts.filter((text) => text.length === 1).length <= 2
}

/** Thrown, and caught here, where the expression has something that is not understood. */
const NOT_MINE = Symbol('not mine')

const DIGITS = [...'0123456789']
const SPACES = ['\t', '\n', '\f', '\r', ' ']
const CONTROLS = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['f', '\f'],
  ['v', '\v'],
  ['a', '\u0007'],
])

class Reader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  read(): Needs {
    const needs = this.#alternatives()
    if (this.#at < this.#source.length) throw NOT_MINE
    return needs
  }

  #peek(): string {
    return this.#source[this.#at] ?? ''
  }

  #alternatives(): Needs {
    const alternatives = [this.#sequence()]
    while (this.#peek() === '|') {
      this.#at++
      alternatives.push(this.#sequence())
    }
    return joinAlternatives(alternatives)
  }

  #sequence(): Needs {
    const parts: ReturnType<typeof repeat>[] = []
    while (this.#at < this.#source.length && this.#peek() !== '|' && this.#peek() !== ')')
      parts.push(this.#repeated(this.#atom()))
    return joinSequence(parts)
  }

  #repeated(atom: Needs): ReturnType<typeof repeat> {
    const [all = '', star, least, comma, most] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at)) ?? []
    if (all === '') return atom
    this.#at += all.length
    // A repetition of a repetition is rare enough to be anything.
    if (/^[*+?]|^\{\d/.test(this.#source.slice(this.#at))) throw NOT_MINE
    if (star !== undefined) return repeat(atom, star === '+' ? 1 : 0, star === '?' ? 1 : Infinity)
    const end = most === '' || most === undefined ? Infinity : Number(most)
    return repeat(atom, Number(least), comma === '' ? Number(least) : end)
  }

  #atom(): Needs {
    const char = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0)
    this.#at += char.length
    switch (char) {
      case '(':
        return this.#group()
      case '[':
        return this.#class()
      case '.':
        return ANYTHING
      case '^':
      case '$':
        return NOTHING
      case '\\':
        return this.#escape()
      default:
        return oneOf([char])
    }
  }

  #group(): Needs {
    const [opening = '', flags] = /^\?(?:P?<\w+>|([imsU-]*):|[imsU-]+\))/.exec(this.#source.slice(this.#at)) ?? []
    if (opening === '' && this.#peek() === '?') throw NOT_MINE
    this.#at += opening.length
    if (opening.endsWith(')') && flags === undefined) return NOTHING
    const needs = this.#alternatives()
    if (this.#peek() !== ')') throw NOT_MINE
    this.#at++
    return needs
  }

  #escape(): Needs {
    const char = this.#peek()
    this.#at++
    if (char === 'd') return oneOf(DIGITS)
    if (char === 's') return oneOf(SPACES)
    if (char === 'D' || char === 'S' || char === 'w' || char === 'W') return ANYTHING
    if (char === 'b' || char === 'B' || char === 'A' || char === 'z') return NOTHING
    return oneOf([this.#escaped(char)])
  }

  #escaped(char: string): string {
    const control = CONTROLS.get(char)
    if (control !== undefined) return control
    if (char === 'x') {
      const [all = '', short, long] =
        /^(?:([\da-fA-F]{2})|\{([\da-fA-F]{1,6})\})/.exec(this.#source.slice(this.#at)) ?? []
      this.#at += all.length
      if (all !== '') return String.fromCodePoint(Number.parseInt(short ?? long ?? '', 16))
    }
    if (char === '' || /[\w]|[^\0-\x7f]/.test(char)) throw NOT_MINE
    return char
  }

  #class(): Needs {
    const negated = this.#peek() === '^'
    if (negated) this.#at++
    const members: string[] = []
    let large = negated
    for (let first = true; first || this.#peek() !== ']'; first = false) {
      const from = this.#member()
      if (from.length === 1 && this.#peek() === '-' && this.#source[this.#at + 1] !== ']') {
        this.#at++
        const to = this.#member()
        if (to.length !== 1) throw NOT_MINE
        const range = rangeOf(from[0]!, to[0]!)
        if (range === undefined) large = true
        else members.push(...range)
      } else if (from.length === 0) large = true
      else members.push(...from)
    }
    this.#at++
    return large ? ANYTHING : oneOf(members)
  }

  /** The characters that a member of a class is; none where they are many. */
  #member(): readonly string[] {
    const code = this.#source.codePointAt(this.#at)
    if (code === undefined || this.#source.startsWith('[:', this.#at)) throw NOT_MINE
    const char = String.fromCodePoint(code)
    this.#at += char.length
    if (char !== '\\') return [char]
    const escaped = this.#peek()
    this.#at++
    if (escaped === 'd') return DIGITS
    if (escaped === 's') return SPACES
    return /[DSwW]/.test(escaped) ? [] : [this.#escaped(escaped)]
  }
}

function rangeOf(from: string, to: string): string[] | undefined {
  const first = from.codePointAt(0) ?? 0
  const count = (to.codePointAt(0) ?? 0) - first + 1
  if (count < 1 || count > 16) return undefined
  return Array.from({ length: count }, (_, index) => String.fromCodePoint(first + index))
}
