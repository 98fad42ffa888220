/** Case folding: Sigma compares values without regard to case, in every script. */

const OUTSIDE_ASCII = /[^\0-\x7f]/
const FOLDABLE = /[A-Z]|[^\0-\x7f]/gu

/**
 * Unicode's simple case folding, one code point for one code point, so that lengths and wildcards keep their meaning and no
 * character depends on its neighbours (`Σ` and `ς` are both `σ`). Not normalised: a composed and a decomposed `é` differ.
 */
export function foldCase(text: string): string {
  return OUTSIDE_ASCII.test(text) ? text.replace(FOLDABLE, foldCharacter) : text.toLowerCase()
}

function foldCharacter(character: string): string {
  // Dotless i has no simple folding, though its capital is the plain I.
  if (character === '\u0131') return character
  const upper = character.toUpperCase()
  const folded = upper.toLowerCase()
  if (isSingle(upper) && isSingle(folded)) return folded
  const lower = character.toLowerCase()
  return isSingle(lower) ? lower : character
}

function isSingle(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff)
}
