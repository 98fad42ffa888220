/** What JSON is going to cost, told before it is parsed: small bodies can hold millions of values, each inside the other. */
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d]

export interface Nesting {
  readonly depth: number
  /** How many objects and lists there are. */
  readonly containers: number
}

/** Of JSON in UTF-8. What is no JSON has some answer. */
export function nestingOf(bytes: Uint8Array): Nesting {
  let [open, depth, containers] = [0, 0, 0]
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfString(bytes, at)
    else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      open += 1
      containers += 1
      if (open > depth) depth = open
    } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) open -= 1
  }
  return { depth, containers }
}

/** The index of the quote that ends the string which begins at `start`. */
export function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}
