/** A formula as a program: steps that ask for one predicate each and say where to go on. */
import { DISTINCT, NO, STEP_BYTES, YES } from '../core/layout.ts'
import type { Plain } from '../formula/formula.ts'
import type { Predicate } from '../formula/predicate.ts'
import type { Arena } from './arena.ts'

/** Writes the program and says where it begins. */
export function writeProgram(formula: Plain, addressOf: (predicate: Predicate) => number, arena: Arena): number {
  /** Steps are written from the last to the first, so that each knows where it leads. */
  const write = (part: Plain, yes: number, no: number): number => {
    if (typeof part === 'boolean') return part ? yes : no
    if (part.kind === 'met' || part.kind === 'distinct') {
      const step = arena.take(STEP_BYTES)
      const address = part.kind === 'met' ? addressOf(part.predicate) : DISTINCT
      arena.words.set(part.wanted ? [address, yes, no] : [address, no, yes], step >> 2)
      return step
    }
    let next = part.kind === 'and' ? yes : no
    for (const member of part.of.toReversed())
      next = part.kind === 'and' ? write(member, next, no) : write(member, yes, next)
    return next
  }
  return write(formula, YES, NO)
}
