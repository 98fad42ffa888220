/** JSON strings: where they end, and what they mean. */
import { byte, endOfRun, half, setByte, setWord, word } from './memory.ts'
import { FOLD_AT, HIGH, SCRATCH_AT } from './layout.ts'

let plain: i32 = 1

/** Whether the string passed over last is its own meaning: no escapes, nothing beyond ASCII. */
export function isPlain(): i32 {
  return plain
}

/** The closing quote of a string whose content begins at `at`; -1 where it is malformed. */
export function endOfString(at: i32): i32 {
  plain = 1
  for (;;) {
    at = endOfRun(at)
    const code = byte(at)
    if (code == 0x22) break
    if (code != 0x5c) return -1
    plain = 0
    at = endOfEscape(at + 1)
    if (at < 0) return -1
  }
  if (word(HIGH)) {
    setWord(HIGH, 0)
    plain = 0
  }
  return at
}

/** What comes after an escape whose character behind the backslash is at `at`; -1 where there is no such escape. */
function endOfEscape(at: i32): i32 {
  const code = byte(at)
  if (code == 0x75) return hex(at + 1) < 0 ? -1 : at + 5
  return meaning(code) < 0 ? -1 : at + 1
}

/** What the character behind a backslash means; -1 where it means nothing. */
function meaning(code: i32): i32 {
  if (code == 0x22 || code == 0x5c || code == 0x2f) return code
  if (code == 0x6e) return 0x0a
  if (code == 0x74) return 0x09
  if (code == 0x72) return 0x0d
  if (code == 0x62) return 0x08
  if (code == 0x66) return 0x0c
  return -1
}

/** Four hexadecimal digits as a number; -1 where they are none. */
function hex(at: i32): i32 {
  let value = 0
  for (let index = 0; index < 4; index++) {
    const code = byte(at + index)
    const letter = code | 0x20
    if (code >= 0x30 && code <= 0x39) value = (value << 4) | (code - 0x30)
    else if (letter >= 0x61 && letter <= 0x66) value = (value << 4) | (letter - 0x57)
    else return -1
  }
  return value
}

/**
 * Writes what a string means into the scratch area, as UTF-8, with letters beyond ASCII folded if asked to, and says where it
 * ends; -1 where only a parser should say (half a surrogate pair, bytes that are not UTF-8, rare letters that fold).
 */
export function decode(at: i32, end: i32, fold: i32): i32 {
  let to = word(SCRATCH_AT)
  while (at < end) {
    const code = byte(at)
    if (code < 0x80 && code != 0x5c) {
      setByte(to++, code)
      at++
    } else {
      const point = code == 0x5c ? escapedPoint(at) : utf8Point(at, end)
      if (point < 0 || (fold && point >= 0x10400 && point <= 0x1e943)) return -1
      at += code == 0x5c ? escapedLength(at, point) : utf8Length(point)
      to = encode(fold && point > 0x7f && point < 0x10000 ? half(word(FOLD_AT) + (point << 1)) : point, to)
    }
  }
  return to
}

/** The code point of an escape that is known to be well formed; -1 for half a pair. */
function escapedPoint(at: i32): i32 {
  const code = byte(at + 1)
  if (code != 0x75) return meaning(code)
  const unit = hex(at + 2)
  if (unit < 0xd800 || unit > 0xdfff) return unit
  if (unit > 0xdbff || byte(at + 6) != 0x5c || byte(at + 7) != 0x75) return -1
  const low = hex(at + 8)
  if (low < 0xdc00 || low > 0xdfff) return -1
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)
}

function escapedLength(at: i32, point: i32): i32 {
  if (byte(at + 1) != 0x75) return 2
  return point > 0xffff ? 12 : 6
}

/** The code point of a sequence of two to four bytes; -1 where they are not UTF-8. */
function utf8Point(at: i32, end: i32): i32 {
  const lead = byte(at)
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
  if (lead < 0xc2 || lead > 0xf4 || at + length > end) return -1
  let point = lead & (0xff >> (length + 1))
  for (let index = 1; index < length; index++) {
    const next = byte(at + index)
    if ((next & 0xc0) != 0x80) return -1
    point = (point << 6) | (next & 0x3f)
  }
  // Neither longer than it need be, nor half of a surrogate pair, nor beyond Unicode.
  const surrogate = point >= 0xd800 && point <= 0xdfff
  return utf8Length(point) != length || surrogate || point > 0x10ffff ? -1 : point
}

function utf8Length(point: i32): i32 {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x10000 ? 3 : 4
}

function encode(point: i32, to: i32): i32 {
  const length = utf8Length(point)
  if (length == 1) {
    setByte(to, point)
    return to + 1
  }
  for (let index = length - 1; index > 0; index--) {
    setByte(to + index, 0x80 | (point & 0x3f))
    point >>= 6
  }
  setByte(to, (length == 2 ? 0xc0 : length == 3 ? 0xe0 : 0xf0) | point)
  return to + length
}
