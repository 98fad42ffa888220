/** Keys of objects: a hash table of those that lead to a field, by the node they stand in. */
import { KEY_BYTES, KEY_LENGTH, KEY_NODE, KEY_TEXT } from './layout.ts'
import { byte, four, multiply, word } from './memory.ts'

/** Takes four bytes of the beginning, the end and the middle; what it reads beyond the key it leaves out. */
export function hashKey(text: i32, length: i32, node: i32): i32 {
  let hash = multiply(node + 1, 0x27d4eb2f) ^ multiply(length, 0x165667b1)
  if (length < 4) hash ^= multiply(four(text) & ((1 << (length << 3)) - 1), -1640531535)
  else {
    hash ^= multiply(four(text), -1640531535) ^ multiply(four(text + length - 4), -2048144777)
    hash ^= multiply(four(text + (length >> 1) - 2), -1028477379)
  }
  hash ^= hash >>> 15
  hash = multiply(hash, -2048144777)
  return hash ^ (hash >>> 13)
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
