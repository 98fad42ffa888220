/** Sigma strings: wildcards and escapes as data, and the matching of them in one pass. */

/**
 * `*` is any number of characters (none and line breaks included), `?` is exactly one character (a Unicode code point),
 * `-` is exactly one of the five dashes of the `windash` modifier.
 */
export interface Wildcard {
  readonly wildcard: '*' | '?' | '-'
}

/** Literals and wildcards in order; no two literals and no two `*` stand next to each other. Empty: the empty string. */
export type Pattern = readonly Part[]

/** Patterns are compared by what they say, not by identity: they may have been cloned. */
type Part = string | Wildcard

export const ANY: Wildcard = { wildcard: '*' }
const ONE: Wildcard = { wildcard: '?' }
const DASH: Wildcard = { wildcard: '-' }

function isWildcard(part: Part | undefined, wildcard: Wildcard['wildcard']): boolean {
  return typeof part === 'object' && part.wildcard === wildcard
}

/** Whether the pattern is `*` alone, which every text is. */
export function isAnything(pattern: Pattern): boolean {
  return pattern.length === 1 && isWildcard(pattern[0], '*')
}

/** Hyphen, slash, en dash, em dash, horizontal bar. */
export const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'] as const

/** Appends, keeping the form that `Pattern` promises. */
function append(parts: Part[], part: Part): void {
  const last = parts.at(-1)
  if (part === '') return
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part
  else if (!(isWildcard(part, '*') && isWildcard(last, '*'))) parts.push(part)
}

export function joinPatterns(...patterns: Pattern[]): Pattern {
  const parts: Part[] = []
  for (const pattern of patterns) for (const part of pattern) append(parts, part)
  return parts
}

/** Reads a Sigma string: `*` and `?` are wildcards, a backslash takes the meaning from `*`, `?` and `\`, and is itself elsewhere. */
export function parsePattern(text: string): Pattern {
  const parts: Part[] = []
  let literal = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      literal += next
      at++
    } else if (char === '*' || char === '?') {
      append(parts, literal)
      literal = ''
      append(parts, char === '*' ? ANY : ONE)
    } else literal += char
  }
  append(parts, literal)
  return parts
}

/** The literal that a pattern is, if it has no wildcard. */
export function literalOf(pattern: Pattern): string | undefined {
  const [first = ''] = pattern
  return pattern.length < 2 && typeof first === 'string' ? first : undefined
}

/** Every dash becomes any dash (the `windash` modifier). */
export function loosenDashes(pattern: Pattern): Pattern {
  const parts: Part[] = []
  for (const part of pattern) {
    if (typeof part !== 'string') append(parts, part)
    else for (const piece of part.split(/([-/\u2013\u2014\u2015])/u)) append(parts, isDash(piece) ? DASH : piece)
  }
  return parts
}

/** The literals that a pattern without `*` and `?` stands for, dash by dash; throws a reason where there are none or too many. */
export function literalsOf(pattern: Pattern): string[] {
  let literals = ['']
  for (const part of pattern) {
    if (isWildcard(part, '*') || isWildcard(part, '?'))
      throw new Error(`wildcards cannot be encoded: '${writePattern(pattern)}'`)
    literals = literals.flatMap((start) =>
      typeof part === 'string' ? [start + part] : DASHES.map((dash) => start + dash),
    )
    if (literals.length > 1000) throw new Error('too many dashes to encode every permutation of them')
  }
  return literals
}

function isDash(text: string): boolean {
  return (DASHES as readonly string[]).includes(text)
}

/** The pattern as it would be written in a rule. */
export function writePattern(pattern: Pattern): string {
  return pattern.map((part) => (typeof part === 'string' ? part.replace(/[*?\\]/g, '\\$&') : part.wildcard)).join('')
}

/** A run of literals and single-character wildcards between two `*`. */
type Segment = readonly Part[]

/**
 * A function that says whether a text is what the pattern describes. Each segment is looked for once, at the first place
 * after the one before it, so the cost is linear in the text for a given pattern, whatever the text.
 */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  const whole = literalOf(pattern)
  if (whole !== undefined) return (text) => text === whole
  const simple = compileSimple(pattern)
  if (simple !== undefined) return simple
  const segments: Part[][] = [[]]
  for (const part of pattern) {
    if (isWildcard(part, '*')) segments.push([])
    else segments.at(-1)?.push(part)
  }
  const first = segments[0] ?? []
  const last = segments.at(-1) ?? []
  const middle = segments.slice(1, -1)
  if (segments.length === 1) return (text) => matchAt(text, 0, first) === text.length
  return (text) => {
    let at = matchAt(text, 0, first)
    if (at < 0) return false
    for (const segment of middle) {
      at = search(text, at, segment)
      if (at < 0) return false
    }
    const start = startOfLast(text, last)
    return start >= at && matchAt(text, start, last) === text.length
  }
}

/** `abc*`, `*abc`, `*abc*` and `*`, which are nearly all there are. */
function compileSimple(pattern: Pattern): ((text: string) => boolean) | undefined {
  const literals = pattern.filter((part) => typeof part === 'string')
  const [literal = ''] = literals
  const before = isWildcard(pattern[0], '*')
  const after = isWildcard(pattern.at(-1), '*')
  if (isAnything(pattern)) return () => true
  if (literals.length !== 1 || pattern.length !== 1 + Number(before) + Number(after)) return undefined
  if (before && after) return (text) => text.includes(literal)
  return before ? (text) => text.endsWith(literal) : (text) => text.startsWith(literal)
}

/** Where the segment ends if it stands at `at`, else -1. */
function matchAt(text: string, at: number, segment: Segment): number {
  for (const part of segment) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1
      at += part.length
    } else {
      const code = text.codePointAt(at)
      if (code === undefined) return -1
      if (isWildcard(part, '-') && !isDash(String.fromCodePoint(code))) return -1
      at += code > 0xffff ? 2 : 1
    }
  }
  return at
}

/** Where the first occurrence of the segment at or after `from` ends, else -1. */
function search(text: string, from: number, segment: Segment): number {
  const [first] = segment
  for (let at = from; at <= text.length; at++) {
    if (typeof first === 'string') {
      at = text.indexOf(first, at)
      if (at < 0) return -1
    }
    const end = matchAt(text, at, segment)
    if (end >= 0) return end
  }
  return -1
}

/** Where the last segment must start to end with the text: single characters may be two units wide, so it is counted from the end. */
function startOfLast(text: string, segment: Segment): number {
  let at = text.length
  for (let index = segment.length - 1; index >= 0; index--) {
    const part = segment[index]
    if (typeof part === 'string') at -= part.length
    else at -= isLowSurrogate(text.charCodeAt(at - 1)) && isHighSurrogate(text.charCodeAt(at - 2)) ? 2 : 1
  }
  return at
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000
