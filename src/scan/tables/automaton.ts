/** Automata over bytes: tries for texts that begin or end a value, Aho and Corasick's for texts inside it. */
import { AUTO_BYTES } from '../core/layout.ts'
import type { Arena } from './arena.ts'

/** A needle as bytes, and the address of the list that is fired where it is found. */
export interface Sought {
  readonly bytes: Uint8Array
  /** What is met when all bytes have been seen. */
  readonly here: readonly number[]
  /** What is met if, besides, the text ends there. */
  readonly atEnd: readonly number[]
}

/** Makes a list of predicates (their addresses) and says where it is; the same list for the same predicates. */
export type TakeList = (predicates: readonly number[]) => number

interface State {
  readonly next: Map<number, State>
  readonly here: Set<number>
  readonly atEnd: Set<number>
  /** Of an automaton that searches: where to go on when no byte fits. */
  fallback?: State
  index: number
}

const createState = (): State => ({ next: new Map(), here: new Set(), atEnd: new Set(), index: 0 })

/**
 * Writes the automaton into the arena. `search`: it finds needles anywhere; else only at its start, and it is dead (state 0)
 * where none can be found any more. State numbers are multiplied by the width of a row.
 */
export function buildAutomaton(sought: readonly Sought[], search: boolean, takeList: TakeList, arena: Arena): number {
  const root = createState()
  for (const { bytes, here, atEnd } of sought) {
    let state = root
    for (const byte of bytes) {
      const folded = foldByte(byte)
      let next = state.next.get(folded)
      if (next === undefined) state.next.set(folded, (next = createState()))
      state = next
    }
    for (const predicate of here) state.here.add(predicate)
    for (const predicate of atEnd) state.atEnd.add(predicate)
  }
  const states = statesOf(root)
  if (search) linkFallbacks(states)
  const { classes, count } = classesOf(states)
  const width = count + 2
  const threshold = numberStates(states, search)
  const rows = states.length + (search ? 0 : 1)
  const table = arena.take(rows * width * 4)
  const lists = states.map(({ here, atEnd }) => [takeList([...here]), takeList([...atEnd])] as const)
  const words = arena.words.subarray(table >> 2, (table >> 2) + rows * width)
  for (const [index, state] of states.entries()) {
    const row = state.index * width
    if (state.fallback !== undefined) {
      const from = state.fallback.index * width
      words.copyWithin(row, from, from + count)
    } else if (search) words.fill(root.index * width, row, row + count)
    for (const [byte, next] of state.next) words[row + classes[byte]!] = next.index * width
    const [here, atEnd] = lists[index]!
    words[row + count] = here
    words[row + count + 1] = atEnd
  }
  const classesAt = arena.take(256)
  arena.bytes.set(classes, classesAt)
  const automaton = arena.take(AUTO_BYTES)
  arena.words.set([table, classesAt, threshold * width, root.index * width, count, 0], automaton >> 2)
  return automaton
}

const foldByte = (byte: number): number => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)

/** All states, those nearer to the root first. */
function statesOf(root: State): State[] {
  const states = [root]
  for (const state of states) states.push(...state.next.values())
  return states
}

function linkFallbacks(states: readonly State[]): void {
  const [root] = states
  for (const state of states)
    for (const [byte, next] of state.next) {
      let from = state.fallback
      while (from !== undefined && !from.next.has(byte)) from = from.fallback
      const fallback = from?.next.get(byte) ?? root!
      next.fallback = fallback
      for (const predicate of fallback.here) next.here.add(predicate)
    }
}

/** Bytes that no needle has are class 0; capital letters are of the class of small ones. */
function classesOf(states: readonly State[]): { classes: Uint8Array; count: number } {
  const classes = new Uint8Array(256)
  let count = 1
  for (const { next } of states) for (const byte of next.keys()) if (classes[byte] === 0) classes[byte] = count++
  for (let capital = 0x41; capital <= 0x5a; capital++) classes[capital] = classes[capital | 0x20]!
  return { classes, count }
}

/** Numbers the states, those that meet something last, and says with which number they begin. In a trie 0 is the dead state. */
function numberStates(states: readonly State[], search: boolean): number {
  let next = search ? 0 : 1
  for (const state of states) if (state.here.size === 0) state.index = next++
  const threshold = next
  for (const state of states) if (state.here.size > 0) state.index = next++
  return threshold
}
