/** Parts a command line into words as a shell would, near enough to tell a flag from its value. */

/** Words and the blanks between them, in turn and in order: joined they are `text` again. Time is linear in its length. */
export function partWords(text: string): string[] {
  const parts: string[] = []
  // A quote that is never closed is an apostrophe. Once one was not, no later one of its kind is.
  const unclosed = new Set<string>()
  let start = 0
  let at = 0
  while (at < text.length) {
    const character = text[at] as string
    const blank = isBlank(character)
    if (at > start && blank !== isBlank(text[start] as string)) {
      parts.push(text.slice(start, at))
      start = at
    }
    at = isQuote(character) && !unclosed.has(character) ? afterQuoted(text, at, unclosed) : at + 1
  }
  if (start < text.length) parts.push(text.slice(start))
  return parts
}

export const isBlank = (part: string): boolean => /^\s/.test(part)

const isQuote = (character: string): boolean => character === '"' || character === "'"

function afterQuoted(text: string, start: number, unclosed: Set<string>): number {
  const quote = text[start] as string
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === quote) return at + 1
    if (text[at] === '\\' && quote === '"') at += 1
  }
  unclosed.add(quote)
  return start + 1
}
