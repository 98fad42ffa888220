/** Says when two characters are the same letter, case set aside, as Unicode's simple case folding has it. */

const letters: { letter: string; same: RegExp }[] = []
const known = new Map<string, string>()

/**
 * One letter for all the cases of a character (one code point). Two characters are the same letter when a Unicode
 * regular expression that ignores case takes one for the other: that is simple case folding, by definition of the
 * language, so no table of ours can be wrong about it.
 */
export function foldLetter(char: string): string {
  const found = known.get(char) ?? letters.find(({ same }) => same.test(char))?.letter
  if (found === undefined) {
    const same = new RegExp(`^\\u{${char.codePointAt(0)!.toString(16)}}$`, 'iu')
    letters.push({ letter: char, same })
  }
  known.set(char, found ?? char)
  return found ?? char
}
