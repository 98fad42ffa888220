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
  if (negative) at++
  const whole = at
  if (byte(at) == 0x30) at++
  else at = endOfDigits(at)
  const zero = byte(whole) == 0x30
  if (at == whole) return -1
  let digits = at - whole
  shortest = negative && zero ? 0 : 1
  if (byte(at) == 0x2e) {
    const fraction = ++at
    at = endOfDigits(at)
    if (at == fraction) return -1
    digits += at - fraction
    // 0.0000001 is 1e-7, and 0.10 is 0.1.
    const small = zero && byte(fraction) == 0x30 && byte(fraction + 1) == 0x30 && byte(fraction + 2) == 0x30
    shortest = small || byte(at - 1) == 0x30 ? 0 : 1
  }
  if ((byte(at) | 0x20) == 0x65) {
    shortest = 0
    at++
    if (byte(at) == 0x2b || byte(at) == 0x2d) at++
    const exponent = at
    at = endOfDigits(at)
    if (at == exponent) return -1
  }
  // Any decimal of fifteen digits comes back from a double as it was.
  if (digits > 15) shortest = 0
  return at
}

function endOfDigits(at: i32): i32 {
  while (byte(at) >= 0x30 && byte(at) <= 0x39) at++
  return at
}
