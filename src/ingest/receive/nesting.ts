/** How deep JSON is nested, told before it is parsed: a body of brackets alone would take gigabytes. */
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

/** Whether JSON in UTF-8 goes down more than `levels`. What is no JSON has some answer. */
export function isNestedDeeper(bytes: Uint8Array, levels: number): boolean {
  let depth = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      depth += 1
      if (depth > levels) return true
    } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) depth -= 1
  }
  return false
}

/** The index of the quote that ends the string which begins at `start`. */
export function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}
