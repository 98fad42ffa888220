/** Correlations of order (`temporal_ordered`): by the time of the events, whatever order they arrive in. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import type { Found, Standing } from './hit.ts'
import { Timeline } from './timeline.ts'

interface Step<T> {
  readonly time: number
  readonly on: readonly Standing<T>[]
  /** Whether the chain that ends here has been told. */
  told: boolean
}

/** A chain, from its last step backwards. */
interface Link<T> {
  readonly step: Step<T>
  readonly next?: Link<T> | undefined
}

/**
 * The hits of one group, rule by rule. A hit is told once, as the end of the longest chain in the order of the rules within the
 * timespan before it; a late hit may complete chains that end after it. Hits are kept for two timespans, so that a hit which is
 * late by up to one still finds all that could precede what it completes.
 */
export class Sequence<T> {
  readonly #correlation: Correlation
  readonly #steps: Timeline<Step<T>>[]
  /** The shortest chain that can be enough. */
  readonly #needed: number
  #newest = Number.NEGATIVE_INFINITY
  #strays = 0

  constructor(correlation: Correlation) {
    this.#correlation = correlation
    this.#steps = correlation.rules.map(() => new Timeline<Step<T>>())
    const { gt, gte, eq } = correlation.condition
    this.#needed = Math.max(1, gte ?? 1, eq ?? 1, gt === undefined ? 1 : Math.floor(gt) + 1)
  }

  get size(): number {
    return this.#steps.reduce((sum, steps) => sum + steps.length, 0)
  }

  /** What is told because of this hit. */
  add(rule: number, time: number, on: readonly Standing<T>[], values: readonly string[]): Found<T>[] {
    if (!this.#admit(time)) return []
    this.#steps[rule]?.add({ time, on, told: false })
    const found: Found<T>[] = []
    for (const [end, step] of this.#ends(rule, time)) {
      const chain = this.#longestChain(end, step)
      const count = lengthOf(chain)
      if (!meets(count, this.#correlation.condition)) continue
      step.told = true
      // Nothing comes after the last rule, so what has been told of it is done with.
      if (end === this.#steps.length - 1) this.#steps[end]?.delete(step)
      found.push({ time: step.time, values, count, on: standingsOf(chain), told: true })
    }
    this.#forget()
    return found
  }

  /** A hit older than all that is kept is left out, unless there are as many of them as are kept (see `CountWindow.add`). */
  #admit(time: number): boolean {
    if (time < this.#newest - 2 * this.#correlation.timespan) {
      if (++this.#strays < this.size) return false
      for (const steps of this.#steps) steps.clear()
      this.#newest = time
    }
    this.#strays = 0
    this.#newest = Math.max(this.#newest, time)
    return true
  }

  /** Hits that have not been told and that a chain through this new one may end with. */
  #ends(rule: number, time: number): [rule: number, step: Step<T>][] {
    const last = this.#steps.length - 1
    if (this.#needed > last) {
      const range = this.#endsOfWhole(rule, time)
      return range === undefined ? [] : this.#untold(last, range.from, range.until)
    }
    const later = [...this.#steps.keys()].filter((end) => end > rule && end >= this.#needed - 1)
    const own = rule >= this.#needed - 1 ? this.#untold(rule, time, time) : []
    return [...own, ...later.flatMap((end) => this.#untold(end, time, time + this.#correlation.timespan))]
  }

  #untold(rule: number, from: number, until: number): [number, Step<T>][] {
    const found: [number, Step<T>][] = []
    const steps = this.#steps[rule]
    for (let index = steps?.countBefore(from) ?? 0; ; index++) {
      const step = steps?.at(index)
      if (step === undefined || step.time > until) return found
      if (!step.told) found.push([rule, step])
    }
  }

  /** When chains of all rules through this hit end: no scan where there is none, so that what is never completed costs nothing. */
  #endsOfWhole(rule: number, time: number): { from: number; until: number } | undefined {
    let start = time
    for (let index = rule - 1; index >= 0; index--) {
      const step = this.#steps[index]?.latestUntil(start)
      if (step === undefined) return undefined
      start = step.time
    }
    let from = time
    for (let index = rule + 1; index < this.#steps.length; index++) {
      const step = this.#steps[index]?.earliestFrom(from)
      if (step === undefined) return undefined
      from = step.time
    }
    const until = rule === this.#steps.length - 1 ? time : start + this.#correlation.timespan
    return from - start > this.#correlation.timespan ? undefined : { from, until }
  }

  /** For each length the chain that starts latest is enough: it leaves the most room before it. */
  #longestChain(end: number, step: Step<T>): Link<T> {
    const earliest = step.time - this.#correlation.timespan
    const chains: Link<T>[] = [{ step }]
    for (let rule = end - 1; rule >= 0; rule--)
      for (let length = chains.length; length > 0; length--) {
        const next = chains[length - 1]
        const before = next && this.#steps[rule]?.latestUntil(next.step.time)
        if (before === undefined || before.time < earliest) continue
        const known = chains[length]
        if (known === undefined || before.time > known.step.time) chains[length] = { step: before, next }
      }
    return chains.at(-1) ?? { step }
  }

  #forget(): void {
    const oldest = this.#newest - 2 * this.#correlation.timespan
    for (const steps of this.#steps) while ((steps.first?.time ?? oldest) < oldest) steps.shift()
  }

  dropOldest(): void {
    const oldest = this.#steps.toSorted((a, b) => (a.first?.time ?? Infinity) - (b.first?.time ?? Infinity))[0]
    oldest?.shift()
  }

  snapshot(): unknown {
    return { steps: this.#steps.map((steps) => steps.toArray()), newest: this.#newest, strays: this.#strays }
  }

  restore(snapshot: unknown): void {
    const { steps, newest, strays } = snapshot as { steps: Step<T>[][]; newest: number; strays: number }
    for (const [rule, list] of steps.entries()) for (const step of list) this.#steps[rule]?.add({ ...step })
    this.#newest = newest
    this.#strays = strays
  }
}

function lengthOf<T>(chain: Link<T>): number {
  return chain.next === undefined ? 1 : 1 + lengthOf(chain.next)
}

function standingsOf<T>(chain: Link<T>): Standing<T>[] {
  return [...chain.step.on, ...(chain.next === undefined ? [] : standingsOf(chain.next))]
}
