/** Says quickly that a text holds none of some words: most texts hold none, and regular expressions need not be tried on them. */

/** Letters are one whatever their case, digits are all alike, so that three characters in a row are a number of 15 bits. */
const CLASSES = new Uint8Array(128)
for (let code = 0; code < 26; code++) CLASSES[65 + code] = CLASSES[97 + code] = code + 1
for (let code = 48; code < 58; code++) CLASSES[code] = 27
for (const [at, mark] of ['.', ':', '/', '-'].entries()) CLASSES[mark.charCodeAt(0)] = 28 + at
const THREE = 0x7fff

const classOf = (code: number): number => (code < 128 ? CLASSES[code]! : 0)

/**
 * Whether a text may hold one of them, by their first three characters. A word is at least as long. Letters match whatever their case;
 * one digit stands for all.
 */
export function createHeads(words: readonly string[]): (text: string) => boolean {
  const known = new Uint8Array(THREE + 1)
  for (const word of words) {
    const [one, two, three] = [0, 1, 2].map((at) => classOf(word.charCodeAt(at))) as [number, number, number]
    known[(one << 10) | (two << 5) | three] = 1
  }
  return (text) => {
    let last = 0
    for (let at = 0; at < text.length; at++) {
      last = ((last << 5) | classOf(text.charCodeAt(at))) & THREE
      if (known[last] === 1) return true
    }
    return false
  }
}
