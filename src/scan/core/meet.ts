/** What is met in a line: predicates, and through them rules. */
import {
  AUTO_CLASSES,
  AUTO_GRAMS,
  AUTO_START,
  AUTO_TABLE,
  AUTO_THRESHOLD,
  AUTO_WIDTH,
  DISTINCT,
  FIELD_END,
  FIELD_IN,
  FIELD_IN_BEYOND,
  FIELD_IN_FOUR,
  FIELD_IN_THREE,
  FIELD_START,
  LIST_COUNT,
  LIST_FIRST,
  PREDICATE_HITS,
  PREDICATE_RULES,
  RULE_MAY,
  RULE_MUST,
  RULE_NUMBER,
  STATE,
  STEP_HIT,
  STEP_MISS,
  TRIGGERED_AT,
  YES,
} from './layout.ts'
import { isDistinct } from './distinct.ts'
import { byte, hasGram, setWord, walk, word } from './memory.ts'

/** The line being scanned, as a number that marks what was met in it. */
let epoch: i32 = 0
/** Where it begins. */
let line: i32 = 0
let triggered: i32 = 0
/** Whether it is enough to know that something was met, and whether it was. */
let light: i32 = 0
let touched: i32 = 0
/** What is met is counted where this is 1. */
let weight: i32 = 0

/** Forgets all that was met. */
export function begin(at: i32, number: i32, isLight: i32, isCounted: i32): void {
  epoch = number
  line = at
  triggered = 0
  light = isLight
  touched = 0
  weight = isCounted
}

/** Whether something was met that calls for more than a light view. */
export function isTouched(): i32 {
  return touched
}

/** Marks every predicate of a list; does nothing for the list 0, nor a second time in a line. */
export function fire(list: i32): void {
  if (list == 0 || word(list) == epoch) return
  setWord(list, epoch)
  if (light) {
    touched = 1
    return
  }
  const end = list + LIST_FIRST + (word(list + LIST_COUNT) << 2)
  for (let at = list + LIST_FIRST; at < end; at += 4) {
    const predicate = word(at)
    if (word(predicate) != epoch) {
      setWord(predicate, epoch)
      setWord(predicate + PREDICATE_HITS, word(predicate + PREDICATE_HITS) + weight)
      trigger(word(predicate + PREDICATE_RULES))
    }
  }
}

/** Notes every rule of a list (how many, which), once a line. */
export function trigger(rules: i32): void {
  if (rules == 0) return
  const end = rules + 4 + (word(rules) << 2)
  for (let at = rules + 4; at < end; at += 4) {
    const rule = word(at)
    if (word(rule) != epoch) {
      setWord(rule, epoch)
      setWord(word(TRIGGERED_AT) + (triggered << 2), rule)
      triggered++
    }
  }
}

/** Fires what a text meets in a field; it is UTF-8, and folded beyond ASCII. */
export function meetText(field: i32, at: i32, end: i32): void {
  const start = word(field + FIELD_START)
  if (start) meetStart(start, at, end)
  const last = word(field + FIELD_END)
  if (last) meetEnd(last, at, end)
  const inside = word(field + FIELD_IN)
  if (inside) meetInside(inside, at, end)
  const three = word(field + FIELD_IN_THREE)
  if (three && hasGram(at, end, word(three + AUTO_GRAMS), 1)) meetInside(three, at, end)
  const four = word(field + FIELD_IN_FOUR)
  if (four && hasGram(at, end, word(four + AUTO_GRAMS), 2)) meetInside(four, at, end)
}

/** The same for what only a text can meet that has been decoded. */
export function meetDecoded(field: i32, at: i32, end: i32): void {
  const beyond = word(field + FIELD_IN_BEYOND)
  if (beyond) meetInside(beyond, at, end)
}

/** Whether a text may have any of the longer needles of a field. */
export function mayMeet(field: i32, at: i32, end: i32): i32 {
  const four = word(field + FIELD_IN_FOUR)
  return four ? hasGram(at, end, word(four + AUTO_GRAMS), 2) : 0
}

function meetStart(automaton: i32, at: i32, end: i32): void {
  const table = word(automaton + AUTO_TABLE)
  const classes = word(automaton + AUTO_CLASSES)
  const threshold = word(automaton + AUTO_THRESHOLD)
  const lists = table + (word(automaton + AUTO_WIDTH) << 2)
  let state = word(automaton + AUTO_START)
  for (; at < end; at++) {
    state = word(table + ((state + byte(classes + byte(at))) << 2))
    if (state == 0) return
    if (state >= threshold) fire(word(lists + (state << 2)))
  }
  fire(word(lists + (state << 2) + 4))
}

function meetEnd(automaton: i32, at: i32, end: i32): void {
  const table = word(automaton + AUTO_TABLE)
  const classes = word(automaton + AUTO_CLASSES)
  const threshold = word(automaton + AUTO_THRESHOLD)
  const lists = table + (word(automaton + AUTO_WIDTH) << 2)
  let state = word(automaton + AUTO_START)
  while (--end >= at) {
    state = word(table + ((state + byte(classes + byte(end))) << 2))
    if (state == 0) return
    if (state >= threshold) fire(word(lists + (state << 2)))
  }
}

function meetInside(automaton: i32, at: i32, end: i32): void {
  const table = word(automaton + AUTO_TABLE)
  const classes = word(automaton + AUTO_CLASSES)
  const threshold = word(automaton + AUTO_THRESHOLD)
  const lists = table + (word(automaton + AUTO_WIDTH) << 2)
  let state = word(automaton + AUTO_START)
  for (;;) {
    at = walk(at, end, table, classes, threshold, state)
    if (at > end) return
    state = word(STATE)
    fire(word(lists + (state << 2)))
  }
}

/** Writes the rules that may hold, each as twice its number, one more where it must; says where they end. */
export function decide(to: i32): i32 {
  const list = word(TRIGGERED_AT)
  for (let index = 0; index < triggered; index++) {
    const rule = word(list + (index << 2))
    if (run(word(rule + RULE_MAY)) == YES) {
      setWord(to, (word(rule + RULE_NUMBER) << 1) | run(word(rule + RULE_MUST)))
      to += 4
    }
  }
  return to
}

function run(step: i32): i32 {
  while (step > YES) step = word(step + (isMet(word(step)) ? STEP_HIT : STEP_MISS))
  return step
}

/** Whether keys are distinct is looked up only where a rule depends on it. */
function isMet(predicate: i32): boolean {
  if (word(predicate) == epoch) return true
  if (predicate != DISTINCT || word(DISTINCT) == -epoch) return false
  const distinct = isDistinct(line, epoch)
  setWord(DISTINCT, distinct ? epoch : -epoch)
  return distinct
}
