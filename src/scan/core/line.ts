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
} from './layout.ts'
import { findKey } from './key.ts'
import { fire, isTouched, meetText } from './meet.ts'
import { byte, endOfLine, four, setWord, word } from './memory.ts'
import { endOfNumber, isShortest } from './number.ts'
import { notePart } from './route.ts'
import { decode, endOfString, isPlain } from './string.ts'

/** What a line turned out to be. */
export const RECORD = 0
export const BLANK = 1
/** No JSON object. */
export const BROKEN = 2
/** One that only a parser can judge. */
export const HARD = 3
/** One that meets something in a light view; the rest of it was not read. */
export const TOUCHED = 4

/** What may come next. */
const FIRST_KEY = 0
const KEY = 1
const FIRST_ELEMENT = 2
const VALUE = 3
const AFTER = 4

let kind: i32 = 0
let keys: i32 = 0
let mask: i32 = 0
let keywords: i32 = 0
let objects: i32 = 0
/** The container that is open: its node, the field that its members belong to, whether it is an array, which object it is. */
let node: i32 = 0
let field: i32 = 0
let inArray: i32 = 0
let object: i32 = 0
let depth: i32 = 0
/** What the next value belongs to. */
let child: i32 = 0
let target: i32 = 0

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

/** Reads the line that begins at `at` and says where its line break is; `kindOfLine` says what it is. */
export function readLine(at: i32, view: i32): i32 {
  keys = word(view + VIEW_KEYS)
  mask = word(view + VIEW_KEY_MASK)
  keywords = word(view + VIEW_KEYWORDS)
  at = skipSpace(at)
  const first = byte(at)
  kind = first == 0x0a ? BLANK : first == 0x7b ? RECORD : BROKEN
  if (kind != RECORD) return endOfLine(at)
  depth = 0
  child = 0
  inArray = 0
  enter(0)
  let next = FIRST_KEY
  at++
  while (depth > 0) {
    let code = byte(at)
    while (code == 0x20 || code == 0x09 || code == 0x0d) code = byte(++at)
    if (next == AFTER) {
      if (code == 0x2c) next = inArray ? VALUE : KEY
      else if (code == (inArray ? 0x5d : 0x7d)) leave()
      else return stop(at, BROKEN)
      at++
    } else if (next <= KEY) {
      if (code == 0x7d && next == FIRST_KEY) next = AFTER
      else {
        at = code == 0x22 ? readKey(at + 1) : -at
        if (at < 0) return stop(-at, kindOfLine() == HARD ? HARD : BROKEN)
        next = VALUE
      }
    } else if (code == 0x5d && next == FIRST_ELEMENT) next = AFTER
    else {
      if (inArray) {
        child = node
        target = field
      }
      if (code == 0x7b || code == 0x5b) {
        if (depth == DEPTH) return stop(at, HARD)
        enter(code == 0x5b ? 1 : 0)
        next = inArray ? FIRST_ELEMENT : FIRST_KEY
        at++
      } else {
        const end = code == 0x22 ? readText(at + 1) : readScalar(at, code)
        if (end < 0) return stop(at, BROKEN)
        at = end
        next = AFTER
      }
      if (kindOfLine() == HARD) return stop(at, HARD)
      if (isTouched()) return stop(at, TOUCHED)
    }
  }
  at = skipSpace(at)
  return byte(at) == 0x0a ? at : stop(at, BROKEN)
}

function skipSpace(at: i32): i32 {
  while (byte(at) == 0x20 || byte(at) == 0x09 || byte(at) == 0x0d) at++
  return at
}

function stop(at: i32, why: i32): i32 {
  kind = why
  return endOfLine(at)
}

function enter(array: i32): void {
  const frame = STACK + depth * FRAME
  setWord(frame, node)
  setWord(frame + 4, field)
  setWord(frame + 8, inArray)
  setWord(frame + 12, object)
  depth++
  if (!array && depth > 1 && target) fire(word(target + FIELD_ANY))
  node = child
  field = target
  inArray = array
  if (!array && node >= 0) object = ++objects
}

function leave(): void {
  depth--
  const frame = STACK + depth * FRAME
  node = word(frame)
  field = word(frame + 4)
  inArray = word(frame + 8)
  object = word(frame + 12)
}

/** Reads a key from behind its quote to behind its colon; minus a place in the line where it is malformed. */
function readKey(at: i32): i32 {
  const end = endOfString(at)
  if (end < 0) return -at
  child = -1
  target = 0
  let part = 0
  if (node >= 0) {
    const slot = isPlain() ? findKey(keys, mask, at, end - at, node) : findDecoded(at, end)
    if (slot > 0) {
      if (isAmbiguous(slot)) kind = HARD
      child = word(slot + KEY_CHILD)
      target = word(slot + KEY_FIELD)
      part = word(slot + KEY_PART)
      if (target) fire(word(target + FIELD_EXISTS))
    }
  }
  if (kindOfLine() == HARD) return -end
  at = skipSpace(end + 1)
  if (byte(at) != 0x3a) return -at
  at++
  if (part) {
    at = skipSpace(at)
    if (byte(at) == 0x22) {
      const close = endOfString(at + 1)
      if (close < 0) return -at
      if (!isPlain()) {
        kind = HARD
        return -at
      }
      notePart(part, at + 1, close)
    }
  }
  return at
}

function findDecoded(at: i32, end: i32): i32 {
  const decoded = decode(at, end, 0)
  // What is no UTF-8 is the name of no field.
  return decoded < 0 ? 0 : findKey(keys, mask, word(SCRATCH_AT), decoded - word(SCRATCH_AT), node)
}

/** Notes that a key stands in this object; says whether another does that means the same field, of which only one counts. */
function isAmbiguous(slot: i32): boolean {
  const head = word(slot + KEY_HEAD)
  const again = word(slot + KEY_SEEN) == object || word(slot + KEY_RIVAL) == object
  setWord(slot + KEY_SEEN, object)
  if (head) setWord(head + KEY_RIVAL, object)
  return again || (head != 0 && word(head + KEY_SEEN) == object)
}

/** Reads a string value from behind its quote to behind the closing one; -1 where it is malformed. */
function readText(at: i32): i32 {
  const end = endOfString(at)
  if (end < 0) return -1
  if (target | keywords) {
    if (isPlain()) showText(at, end)
    else {
      const decoded = decode(at, end, 1)
      if (decoded < 0) kind = HARD
      else showText(word(SCRATCH_AT), decoded)
    }
  }
  return end + 1
}

function showText(at: i32, end: i32): void {
  if (target) {
    fire(word(target + FIELD_ANY))
    meetText(target, at, end)
  }
  if (keywords) {
    fire(word(keywords + FIELD_ANY))
    meetText(keywords, at, end)
  }
}

/** Reads a number or a literal and says what comes after it; -1 where it is malformed. */
function readScalar(at: i32, code: i32): i32 {
  if (code == 0x6e) {
    if (four(at) != 0x6c6c756e) return -1
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
  if (end < 0) return -1
  if (target) showScalar(target, at, end, known)
  if (keywords) showScalar(keywords, at, end, known)
  return end
}

function showScalar(to: i32, at: i32, end: i32, known: i32): void {
  fire(word(to + FIELD_ANY))
  if (!word(to + FIELD_NUMBERS)) return
  if (known) meetText(to, at, end)
  else kind = HARD
}
