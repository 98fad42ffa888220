/** Placeholders: `%name%` in a value with the modifier `expand`; a percent sign after a backslash is itself. */

export type Piece = string | { readonly placeholder: string }

/** The value in pieces: Sigma strings, with their escapes, and the names of placeholders between them. */
export function splitPlaceholders(text: string): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  for (const [whole, name] of text.matchAll(/%([^%\s\\]+)%|\\[%\\]|[^]/g)) {
    if (name === undefined) plain += whole === '\\%' ? '%' : whole
    else {
      pieces.push(plain, { placeholder: name })
      plain = ''
    }
  }
  return [...pieces, plain].filter((piece) => piece !== '')
}

/** The value with every combination of what its placeholders stand for; those words may hold wildcards. */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, readonly string[]>): string[] {
  let filled = ['']
  for (const piece of splitPlaceholders(text)) {
    const words = typeof piece === 'string' ? [piece] : (values.get(piece.placeholder) ?? [])
    filled = filled.flatMap((start) => words.map((word) => start + word))
  }
  return filled
}
