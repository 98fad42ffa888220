/** Whether the keys of a line's objects are distinct: where one is said twice, what it meant first is not part of the record. */
import { FRAME, KEYS_SEEN, MOST_KEYS, STACK } from './layout.ts'
import { byte, closingQuote, four, multiply, setWord, word } from './memory.ts'
import { endOfString } from './string.ts'

/** Whoever makes keys that crowd together gets a line parsed, and no more. */
const MOST_PROBES = 16

let epoch: i32 = 0
let count: i32 = 0

/** Of a line that is a record. Where keys have escapes, or are many, or look alike, it says no. */
export function isDistinct(at: i32, line: i32): boolean {
  epoch = line
  count = 0
  let object: i32 = 0
  let objects: i32 = 0
  let frame: i32 = STACK
  for (let code = byte(at); code != 0x0a; code = byte(++at)) {
    if (code == 0x22) {
      const end = closingQuote(at + 1)
      const plain = end >= 0
      const begin = at + 1
      at = plain ? end : endOfString(begin)
      // In a record, only keys have a colon behind them.
      let next = at + 1
      while (byte(next) <= 0x20 && byte(next) != 0x0a) next++
      if (byte(next) == 0x3a && !(plain && addKey(begin, end, object))) return false
    } else if (code == 0x7b) {
      setWord(frame, object)
      frame += FRAME
      object = ++objects
    } else if (code == 0x7d) {
      frame -= FRAME
      object = word(frame)
    }
  }
  return true
}

/** False where a key of the same hash is there already, or too many of nearly the same. */
function addKey(at: i32, end: i32, object: i32): boolean {
  const hash = hashOf(at, end, object)
  let index = hash
  let slot = slotOf(index)
  while (word(slot) == epoch) {
    if (word(slot + 4) == hash || index - hash == MOST_PROBES) return false
    slot = slotOf(++index)
  }
  setWord(slot, epoch)
  setWord(slot + 4, hash)
  return ++count < MOST_KEYS
}

function slotOf(index: i32): i32 {
  return word(KEYS_SEEN) + ((index & (MOST_KEYS * 4 - 1)) << 3)
}

function hashOf(at: i32, end: i32, object: i32): i32 {
  let hash = multiply(object, -2048144777)
  for (; at + 4 <= end; at += 4) hash = mix(hash, four(at))
  for (; at < end; at++) hash = mix(hash, byte(at))
  return hash
}

function mix(hash: i32, value: i32): i32 {
  hash = multiply(hash ^ value, -1640531535)
  return hash ^ (hash >>> 15)
}
