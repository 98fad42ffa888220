/** One line: read once from left to right, checked to be JSON, its fields shown to the automata. Nothing is made of it. */
import {
  DEPTH,
  FIELD_ANY,
  FIELD_EXISTS,
  FIELD_NULL,
  FIELD_NUMBERS,
  FRAME,
  KEY_CHILD,
  KEY_FIELD,
  KEY_HEAD,
  KEY_PART,
  KEY_RIVAL,
  KEY_SEEN,
  SCRATCH_AT,
  STACK,
  VIEW_KEYS,
  VIEW_KEY_MASK,
  VIEW_KEYWORDS,
  VIEW_SIFT,
} from './layout.ts'
import { findKey } from './key.ts'
import { fire, isTouched, mayMeet, meetDecoded, meetText } from './meet.ts'
import { byte, closingQuote, endOfLine, four, setWord, word } from './memory.ts'
import { endOfNumber, isShortest } from './number.ts'
import { notePart } from './route.ts'
import { decode, endOfString, isPlain } from './string.ts'

/** What a line turned out to be. */
export const RECORD = 0
const BLANK = 1
/** No JSON object. */
export const BROKEN = 2
/** One that only a parser can judge. */
export const HARD = 3
/** One that meets something in a light view; the rest of it was not read. */
export const TOUCHED = 4

let kind: i32 = 0
let keys: i32 = 0
let mask: i32 = 0
/** The field record for every value; 0 where the line as it stands can have none of its needles. */
let keywords: i32 = 0
/** The same for strings with escapes or beyond ASCII, which are not what they mean. */
let decodedKeywords: i32 = 0
let objects: i32 = 0
/** What the next value belongs to: the node and the field that the key before it leads to. */
let child: i32 = 0
let target: i32 = 0
/** Set where only a parser can judge the line. */
let hard: i32 = 0

export function kindOfLine(): i32 {
  return kind
}

/** How many objects have been numbered; set before a line and read after it. */
export function setObjects(count: i32): void {
  objects = count
}

export function countObjects(): i32 {
  return objects
}

/**
 * Reads the line that begins at `at` and says where its line break is; `kindOfLine` says what it is. One loop, its state in
 * local variables: this is where the time goes.
 */
// oxlint-disable-next-line complexity
export function readLine(at: i32, view: i32): i32 {
  keys = word(view + VIEW_KEYS)
  mask = word(view + VIEW_KEY_MASK)
  decodedKeywords = word(view + VIEW_KEYWORDS)
  keywords = word(view + VIEW_SIFT) && !mayMeet(decodedKeywords, at, endOfLine(at)) ? 0 : decodedKeywords
  hard = 0
  at = skipSpace(at)
  const opening = byte(at)
  if (opening != 0x7b) return stop(at, opening == 0x0a ? BLANK : BROKEN)
  // The container that is open: its node, the field of its members, its closing character, which object it is.
  let node: i32 = 0
  let field: i32 = 0
  let closer: i32 = 0x7d
  let object = ++objects
  let frame: i32 = STACK
  let first: i32 = 1
  at++
  while (frame >= STACK) {
    let code = byte(at)
    if (code <= 0x20) {
      at = skipSpace(at)
      code = byte(at)
    }
    if (!first || code != closer) {
      if (closer == 0x7d) {
        if (code != 0x22) return stop(at, BROKEN)
        let end = closingQuote(at + 1)
        let plain: i32 = 1
        if (end < 0) {
          end = endOfString(at + 1)
          if (end < 0) return stop(at, BROKEN)
          plain = isPlain()
        }
        let slot: i32 = 0
        if (node >= 0) slot = plain ? findKey(keys, mask, at + 1, end - at - 1, node) : findDecoded(at + 1, end, node)
        at = end + 1
        if (byte(at) != 0x3a) {
          at = skipSpace(at)
          if (byte(at) != 0x3a) return stop(at, BROKEN)
        }
        code = byte(++at)
        if (code <= 0x20) {
          at = skipSpace(at)
          code = byte(at)
        }
        child = -1
        target = 0
        if (slot) {
          takeKey(slot, object, at)
          if (hard) return stop(at, HARD)
        }
      } else {
        child = node
        target = field
      }
      if (code == 0x22) {
        let end = closingQuote(at + 1)
        let plain: i32 = 1
        if (end < 0) {
          end = endOfString(at + 1)
          if (end < 0) return stop(at, BROKEN)
          plain = isPlain()
        }
        if (plain) {
          if (target | keywords) showText(at + 1, end, keywords)
        } else if (target | decodedKeywords) showDecoded(at + 1, end)
        at = end + 1
      } else if ((code | 0x20) == 0x7b) {
        if (frame == STACK + (DEPTH - 1) * FRAME) return stop(at, HARD)
        frame += FRAME
        setWord(frame, node)
        setWord(frame + 4, field)
        setWord(frame + 8, closer)
        setWord(frame + 12, object)
        node = child
        field = target
        closer = code + 2
        if (code == 0x7b && node >= 0) object = ++objects
        if (code == 0x7b && field) fire(word(field + FIELD_ANY))
        first = 1
        at++
        continue
      } else {
        at = readScalar(at, code)
        if (at < 0) return stop(-at, BROKEN)
      }
      if (hard) return stop(at, HARD)
      if (isTouched()) return stop(at, TOUCHED)
      code = byte(at)
      if (code <= 0x20) {
        at = skipSpace(at)
        code = byte(at)
      }
    }
    while (code == closer) {
      node = word(frame)
      field = word(frame + 4)
      closer = word(frame + 8)
      object = word(frame + 12)
      frame -= FRAME
      code = byte(++at)
      if (frame < STACK) break
      if (code <= 0x20) {
        at = skipSpace(at)
        code = byte(at)
      }
    }
    first = 0
    if (frame >= STACK) {
      if (code != 0x2c) return stop(at, BROKEN)
      at++
    }
  }
  at = skipSpace(at)
  return stop(at, byte(at) != 0x0a ? BROKEN : isTouched() ? TOUCHED : RECORD)
}

function skipSpace(at: i32): i32 {
  while (byte(at) == 0x20 || byte(at) == 0x09 || byte(at) == 0x0d) at++
  return at
}

function stop(at: i32, why: i32): i32 {
  kind = why
  return byte(at) == 0x0a ? at : endOfLine(at)
}

/** Takes note of a key that leads to a field, and of its value where it is part of the log source. */
function takeKey(slot: i32, object: i32, value: i32): void {
  child = word(slot + KEY_CHILD)
  target = word(slot + KEY_FIELD)
  if (isAmbiguous(slot, object)) hard = 1
  if (target) fire(word(target + FIELD_EXISTS))
  const part = word(slot + KEY_PART)
  if (part && byte(value) == 0x22) {
    const end = closingQuote(value + 1)
    // With escapes, or beyond ASCII, or malformed.
    if (end < 0) hard = 1
    else notePart(part, value + 1, end)
  }
}

function findDecoded(at: i32, end: i32, node: i32): i32 {
  const decoded = decode(at, end, 0)
  // What is no UTF-8 is the name of no field.
  return decoded < 0 ? 0 : findKey(keys, mask, word(SCRATCH_AT), decoded - word(SCRATCH_AT), node)
}

/** Notes that a key stands in this object; says whether another does that means the same field, of which only one counts. */
function isAmbiguous(slot: i32, object: i32): boolean {
  const head = word(slot + KEY_HEAD)
  const again = word(slot + KEY_SEEN) == object || word(slot + KEY_RIVAL) == object
  setWord(slot + KEY_SEEN, object)
  if (head) setWord(head + KEY_RIVAL, object)
  return again || (head != 0 && word(head + KEY_SEEN) == object)
}

function showDecoded(at: i32, end: i32): void {
  const decoded = decode(at, end, 1)
  if (decoded < 0) {
    hard = 1
    return
  }
  const text = word(SCRATCH_AT)
  showText(text, decoded, decodedKeywords)
  if (target) meetDecoded(target, text, decoded)
  if (decodedKeywords) meetDecoded(decodedKeywords, text, decoded)
}

function showText(at: i32, end: i32, everywhere: i32): void {
  if (target) {
    fire(word(target + FIELD_ANY))
    meetText(target, at, end)
  }
  if (everywhere) {
    fire(word(everywhere + FIELD_ANY))
    meetText(everywhere, at, end)
  }
}

/** Reads a number or a literal and says what comes after it; minus its place where it is malformed. */
function readScalar(at: i32, code: i32): i32 {
  if (code == 0x6e) {
    if (four(at) != 0x6c6c756e) return -at
    if (target) fire(word(target + FIELD_NULL))
    if (keywords) fire(word(keywords + FIELD_NULL))
    return at + 4
  }
  let end = at
  let known = 1
  if (code == 0x74) end = four(at) == 0x65757274 ? at + 4 : -1
  else if (code == 0x66) end = four(at + 1) == 0x65736c61 ? at + 5 : -1
  else {
    end = endOfNumber(at)
    known = isShortest()
  }
  if (end < 0) return -at
  if (target) showScalar(target, at, end, known)
  // A number that is spelled in another way is not what it means either.
  const everywhere = known ? keywords : decodedKeywords
  if (everywhere) showScalar(everywhere, at, end, known)
  return end
}

function showScalar(to: i32, at: i32, end: i32, known: i32): void {
  fire(word(to + FIELD_ANY))
  if (!word(to + FIELD_NUMBERS)) return
  if (known) meetText(to, at, end)
  else hard = 1
}
