/** Witnesses: predicates of which at least one must be met where the rule holds, chosen to be met as rarely as can be. */
import type { Plain } from './formula.ts'
import type { Predicate } from './predicate.ts'

/** How often a predicate is met, from 0 to 1. */
export type Frequency = (predicate: Predicate) => number

/** The rarest witnesses of the formula; undefined where it can hold with nothing met. */
export function chooseWitnesses(formula: Plain, frequency: Frequency): readonly Predicate[] | undefined {
  return choose(formula, frequency)?.of
}

interface Choice {
  readonly of: readonly Predicate[]
  readonly cost: number
}

function choose(formula: Plain, frequency: Frequency): Choice | undefined {
  if (formula === false) return { of: [], cost: 0 }
  if (formula === true || formula.kind === 'distinct') return undefined
  if (formula.kind === 'met')
    return formula.wanted ? { of: [formula.predicate], cost: frequency(formula.predicate) } : undefined
  const choices = formula.of.map((member) => choose(member, frequency))
  if (formula.kind === 'and') {
    let best: Choice | undefined
    for (const choice of choices)
      if (choice !== undefined && (best === undefined || choice.cost < best.cost)) best = choice
    return best
  }
  const all: Predicate[] = []
  let cost = 0
  for (const choice of choices) {
    if (choice === undefined) return undefined
    all.push(...choice.of)
    cost += choice.cost
  }
  return { of: all, cost }
}

/** A guess for where nothing has been seen yet: long texts are rare, and whole values rarer than parts of them. */
export function guessFrequency({ exists, isNull, any, needles }: Predicate): number {
  if (exists || any) return 0.9
  let sum = isNull ? 0.1 : 0
  for (const { at, text } of needles) sum += (at === 'inside' ? 0.8 : 0.3) * 0.6 ** Math.min(text.length, 30)
  return Math.min(sum, 0.9)
}
