/** Finds where a JSON document ends that may go on over many lines, and notices early that it cannot be one. */

export type Extent =
  /** The document goes on in the next line. */
  | { readonly is: 'open' }
  /** It ends before this index of the line. */
  | { readonly is: 'complete'; readonly end: number }
  | { readonly is: 'broken'; readonly at: number; readonly wanted: string }

/** Nothing that people or clusters write is as deep; what is deeper would exhaust the stack of whoever walks it. */
export const MAX_DEPTH = 256

type Wanted = 'a value' | 'a value or ]' | 'a name' | 'a name or }' | 'a colon' | 'a comma or the end'

const SPACE = /[ \t\r\n]/
const SCALAR = /[-+.0-9A-Za-z]/
const CLOSES = new Map([
  ['{', '}'],
  ['[', ']'],
])

/** Reads one document of which the outermost value is an object or an array. `JSON.parse` has the last word on it. */
export function createExtent(): { feed(line: string): Extent } {
  const open: string[] = []
  let wanted: Wanted = 'a value'

  const valueEnded = (): void => {
    wanted = 'a comma or the end'
  }
  const punctuation = (character: string): boolean => {
    const closes = CLOSES.get(character)
    if (closes !== undefined) {
      if (!wanted.startsWith('a value') || open.length >= MAX_DEPTH) return false
      open.push(closes)
      wanted = character === '{' ? 'a name or }' : 'a value or ]'
    } else if (character === open.at(-1)) {
      if (wanted === 'a value' || wanted === 'a name' || wanted === 'a colon') return false
      open.pop()
      valueEnded()
    } else if (character === ':') {
      if (wanted !== 'a colon') return false
      wanted = 'a value'
    } else if (character === ',') {
      if (wanted !== 'a comma or the end') return false
      wanted = open.at(-1) === '}' ? 'a name' : 'a value'
    } else return false
    return true
  }
  /** The index after the word that begins at `start`; `start` itself where no word may stand there. */
  const word = (line: string, start: number): number => {
    const end = line[start] === '"' ? endOfString(line, start) : endOfScalar(line, start)
    if (end === start || open.length === 0) return start
    if (line[start] === '"' && wanted.startsWith('a name')) wanted = 'a colon'
    else if (wanted.startsWith('a value')) valueEnded()
    else return start
    return end
  }

  return {
    feed(line) {
      let at = 0
      while (at < line.length) {
        const character = line[at] as string
        if (SPACE.test(character)) at += 1
        else if (character === '"' || SCALAR.test(character)) {
          const end = word(line, at)
          if (end === at) return { is: 'broken', at, wanted }
          at = end
        } else {
          if (!punctuation(character)) return { is: 'broken', at, wanted }
          at += 1
          if (open.length === 0) return { is: 'complete', end: at }
        }
      }
      return { is: 'open' }
    },
  }
}

/** The index after the closing quote; `start` where the line ends first, for no JSON string holds a newline. */
function endOfString(line: string, start: number): number {
  for (let at = start + 1; at < line.length; at += 1) {
    if (line[at] === '\\') at += 1
    else if (line[at] === '"') return at + 1
  }
  return start
}

function endOfScalar(line: string, start: number): number {
  let at = start
  while (at < line.length && SCALAR.test(line[at] as string)) at += 1
  return at
}
