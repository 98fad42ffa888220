/** JSON numbers: where they end, and whether they are spelled as ECMAScript would. */
import { byte } from './memory.ts'

let shortest: i32 = 0

/** Whether the number passed over last is spelled as `String(number)` is, so that its bytes are its text. */
export function isShortest(): i32 {
  return shortest
}

/** What comes after the number that begins at `at`; -1 where it is malformed. */
export function endOfNumber(at: i32): i32 {
  const negative = byte(at) == 0x2d
  const whole = negative ? at + 1 : at
  const zero = byte(whole) == 0x30
  at = zero ? whole + 1 : endOfDigits(whole)
  if (at == whole) return -1
  let digits = at - whole
  shortest = negative && zero ? 0 : 1
  if (byte(at) == 0x2e) {
    const end = endOfDigits(at + 1)
    digits += end - at - 1
    at = endOfFraction(at + 1, end, zero)
    if (at < 0) return -1
  }
  // Any decimal of fifteen digits comes back from a double as it was.
  if (digits > 15) shortest = 0
  return (byte(at) | 0x20) == 0x65 ? endOfExponent(at + 1) : at
}

/** 0.0001 may be written otherwise if it is smaller still, and 0.10 is 0.1. */
function endOfFraction(at: i32, end: i32, zero: boolean): i32 {
  if (at == end) return -1
  const small = zero && byte(at) == 0x30 && byte(at + 1) == 0x30 && byte(at + 2) == 0x30
  shortest = small || byte(end - 1) == 0x30 ? 0 : 1
  return end
}

function endOfExponent(at: i32): i32 {
  shortest = 0
  if (byte(at) == 0x2b || byte(at) == 0x2d) at++
  const end = endOfDigits(at)
  return end == at ? -1 : end
}

function endOfDigits(at: i32): i32 {
  while (byte(at) >= 0x30 && byte(at) <= 0x39) at++
  return at
}
