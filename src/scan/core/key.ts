/** Keys of objects: a hash table of those that lead to a field, by the node they stand in. */
import { KEY_BYTES, KEY_LENGTH, KEY_NODE, KEY_TEXT } from './layout.ts'
import { byte, four, multiply, word } from './memory.ts'

/** Takes four bytes of the beginning and four of the end; what it reads beyond the key it leaves out. */
export function hashKey(text: i32, length: i32, node: i32): i32 {
  const start = length < 4 ? four(text) & ((1 << (length << 3)) - 1) : four(text)
  const end = length < 4 ? 0 : four(text + length - 4)
  const hash = multiply((start ^ multiply(end, -2048144777)) + (node << 8) + length, -1640531535)
  return hash ^ (hash >>> 15)
}

/** The slot of a key, or 0. */
export function findKey(keys: i32, mask: i32, text: i32, length: i32, node: i32): i32 {
  let index = hashKey(text, length, node) & mask
  let slot = keys + multiply(index, KEY_BYTES)
  while (word(slot + KEY_TEXT)) {
    if (
      word(slot + KEY_LENGTH) == length &&
      word(slot + KEY_NODE) == node &&
      isSame(word(slot + KEY_TEXT), text, length)
    )
      return slot
    index = (index + 1) & mask
    slot = keys + multiply(index, KEY_BYTES)
  }
  return 0
}

function isSame(one: i32, other: i32, length: i32): boolean {
  let index = 0
  for (; index + 4 <= length; index += 4) if (four(one + index) != four(other + index)) return false
  for (; index < length; index++) if (byte(one + index) != byte(other + index)) return false
  return true
}
