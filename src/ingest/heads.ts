/** Says quickly that a text holds none of some words: most texts hold none, and regular expressions need not be tried on them. */

/** Letters are one whatever their case, digits are all alike, so that three characters in a row are a number of 15 bits. */
const CLASSES = new Uint8Array(128)
for (let code = 0; code < 26; code++) CLASSES[65 + code] = CLASSES[97 + code] = code + 1
for (let code = 48; code < 58; code++) CLASSES[code] = 27
for (const [at, mark] of ['.', ':', '/', '-'].entries()) CLASSES[mark.charCodeAt(0)] = 28 + at
const THREE = 0x7fff

/** What is no number is after the end. */
const classOf = (code: number): number => (code < 128 ? CLASSES[code]! : 0)

/**
 * `words` are of three characters or four: more of them say no more. `tokens` are of two, and go on with so many letters or digits.
 * Letters match whatever their case; one digit stands for all.
 */
export function createHeads(words: readonly string[], tokens: readonly string[] = []): (text: string) => boolean {
  const known = new Uint8Array(THREE + 1)
  /** For three characters of a word, which may follow: one bit for each class. */
  const next = new Uint32Array(THREE + 1)
  for (const word of words) {
    const [one, two, three, four] = [0, 1, 2, 3].map((at) => classOf(word.charCodeAt(at))) as Four
    const head = (one << 10) | (two << 5) | three
    known[head] = WORD
    next[head]! |= word.length === 3 ? ANY : 1 << four
  }
  for (const token of tokens)
    for (let three = 1; three <= ALPHANUMERIC; three++)
      known[(classOf(token.charCodeAt(0)) << 10) | (classOf(token.charCodeAt(1)) << 5) | three]! |= TOKEN

  /** What begins with `head`, the last character of which is at `at`. */
  const goesOn = (head: number, at: number, text: string): boolean => {
    if ((known[head]! & WORD) !== 0 && ((next[head]! >>> classOf(text.charCodeAt(at + 1))) & 1) === 1) return true
    if ((known[head]! & TOKEN) === 0) return false
    for (let more = 1; more < TOKEN_LENGTH; more++) {
      const type = classOf(text.charCodeAt(at + more))
      if (type === 0 || type > ALPHANUMERIC) return false
    }
    return true
  }
  return (text) => {
    let last = 0
    for (let at = 0; at < text.length; at++) {
      last = ((last << 5) | classOf(text.charCodeAt(at))) & THREE
      if (known[last] !== 0 && goesOn(last, at, text)) return true
    }
    return false
  }
}

type Four = [number, number, number, number]
const ANY = 0xffff_ffff
const [WORD, TOKEN] = [1, 2]
const [ALPHANUMERIC, TOKEN_LENGTH] = [27, 24]
