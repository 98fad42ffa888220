/** Which log source a line is from, where lines say so themselves: by three keys of the record. */
import {
  CATEGORY,
  KEY_CHILD,
  LONGEST_PART,
  PRODUCT,
  PRODUCTS,
  ROUTE_KEYS,
  ROUTE_KEY_MASK,
  SCRATCH_AT,
  SERVICES,
} from './layout.ts'
import { findKey } from './key.ts'
import { byte, multiply, setByte, word } from './memory.ts'

let category: i32 = 0
let product: i32 = 0
let service: i32 = 0

export function forgetRoute(): void {
  category = 0
  product = 0
  service = 0
}

/** Takes note of a part of the log source. Values that no rule names are all the same, as if there were none. */
export function notePart(part: i32, at: i32, end: i32): void {
  const length = end - at
  if (length > LONGEST_PART) return
  const lower = word(SCRATCH_AT)
  for (let index = 0; index < length; index++) {
    const code = byte(at + index)
    setByte(lower + index, code >= 0x41 && code <= 0x5a ? code | 0x20 : code)
  }
  const slot = findKey(word(ROUTE_KEYS), word(ROUTE_KEY_MASK), lower, length, part)
  const number = slot == 0 ? 0 : word(slot + KEY_CHILD)
  if (part == CATEGORY) category = number
  else if (part == PRODUCT) product = number
  else service = number
}

/** The index of the log source among the routes. */
export function routeOf(): i32 {
  return multiply(multiply(category, word(PRODUCTS)) + product, word(SERVICES)) + service
}
