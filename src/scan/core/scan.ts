/** The scan: a block of lines in, what is to be said about them out. */
import {
  BARE_VIEW,
  EPOCH,
  GUESSES,
  LINES,
  MALFORMED,
  OBJECTS,
  ONE_VIEW,
  OUT_END,
  OUT_NEXT,
  ROUTES,
  SAID_WORDS,
  SLOW,
  VIEW_ALWAYS,
  VIEW_LIGHT,
  VIEW_LINES,
  VIEW_READ,
  WANTED,
} from './layout.ts'
import { BROKEN, countObjects, HARD, kindOfLine, readLine, RECORD, setObjects, TOUCHED } from './line.ts'
import { begin, decide, trigger } from './meet.ts'
import { four, multiply, setWord, word } from './memory.ts'
import { forgetRoute, routeOf } from './route.ts'

let epoch: i32 = 0
let view: i32 = 0
let counted: i32 = 0

/**
 * Scans lines from `at` to `end` (behind a line break) and says where it stopped: at the end, where the output area is full,
 * or before a line of a log source that has no view yet.
 */
export function scan(at: i32, end: i32): i32 {
  epoch = word(EPOCH)
  setObjects(word(OBJECTS))
  setWord(WANTED, -1)
  let out = word(OUT_NEXT)
  while (at < end && out < word(OUT_END)) {
    const stop = scanLine(at)
    if (stop == 0) break
    out = say(at, stop, out)
    setWord(LINES, word(LINES) + 1)
    at = stop + 1
  }
  setWord(EPOCH, epoch)
  setWord(OBJECTS, countObjects())
  setWord(OUT_NEXT, out)
  return at
}

/** Reads a line with the view of its log source, and says where its line break is; 0 where there is no such view. */
function scanLine(at: i32): i32 {
  view = word(ONE_VIEW)
  if (view) return readWith(at)
  const guess = guessOf(at)
  view = word(guess)
  if (view == 0) view = word(BARE_VIEW)
  const stop = readWith(at)
  if (kindOfLine() != RECORD) return stop
  const right = word(word(ROUTES) + (routeOf() << 2))
  if (right == view) return stop
  if (right == 0) {
    setWord(WANTED, routeOf())
    return 0
  }
  setWord(guess, right)
  view = right
  return readWith(at)
}

/** Reads with the light view first, if there is one; now and then without, to see how often what is met. */
function readWith(at: i32): i32 {
  const light = word(view + VIEW_LIGHT)
  counted = light == 0 || (epoch & 63) == 0 ? 1 : 0
  if (!counted) {
    begin(at, ++epoch, 1, 0)
    forgetRoute()
    setWord(light + VIEW_READ, word(light + VIEW_READ) + 1)
    const stop = readLine(at, light)
    if (kindOfLine() != TOUCHED) return stop
    setWord(light + VIEW_LINES, word(light + VIEW_LINES) + 1)
  }
  begin(at, ++epoch, 0, counted)
  forgetRoute()
  return readLine(at, view)
}

/** Where it is kept what a line is that begins like this one. */
function guessOf(at: i32): i32 {
  const hash = multiply(four(at + 1) ^ multiply(four(at + 12), 31) ^ multiply(four(at + 32), 17), -1640531535)
  return GUESSES + (((hash >> 24) & 63) << 2)
}

/** Says what there is to say about the line, if there is anything. */
function say(at: i32, stop: i32, out: i32): i32 {
  const kind = kindOfLine()
  const first = out + (SAID_WORDS << 2)
  let next = first
  let count = 0
  if (kind == RECORD) {
    setWord(view + VIEW_LINES, word(view + VIEW_LINES) + counted)
    trigger(word(view + VIEW_ALWAYS))
    next = decide(first)
    count = (next - first) >> 2
  } else if (kind == BROKEN) count = MALFORMED
  else if (kind == HARD) count = SLOW
  if (count == 0) return out
  setWord(out, at)
  setWord(out + 4, stop)
  setWord(out + 8, word(LINES))
  setWord(out + 12, count)
  return next
}
