/** A view: all tables for the rules of one log source. */
import {
  PREDICATE_BYTES,
  PREDICATE_HITS,
  PREDICATE_RULES,
  RULE_BYTES,
  RULE_MAY,
  RULE_MUST,
  RULE_NUMBER,
  VIEW_ALWAYS,
  VIEW_LINES,
} from '../core/layout.ts'
import type { Plain } from '../formula/formula.ts'
import type { Predicate } from '../formula/predicate.ts'
import { chooseWitnesses, guessFrequency } from '../formula/witness.ts'
import type { Frequency } from '../formula/witness.ts'
import type { Arena } from './arena.ts'
import { createTakeList } from './fields.ts'
import type { GramCounts } from './grams.ts'
import { writeKeys } from './keyed.ts'
import type { Parts } from './keyed.ts'
import { LightView } from './light.ts'
import { writeProgram } from './program.ts'

/** A rule, as the tables know it. */
export interface ScanRule {
  readonly number: number
  readonly may: Plain
  readonly must: Plain
}

export class View {
  readonly at: number
  readonly #arena: Arena
  readonly #rules: readonly ScanRule[]
  readonly #predicates = new Map<Predicate, number>()
  /** Room for the lists of witnesses, which are written anew when others are chosen. */
  readonly #lists: number
  readonly #records: readonly number[]
  readonly #seen = new Map<Predicate, number>()
  #lines = 0
  readonly #light: LightView
  /** The witnesses of all rules; undefined where a rule has none. */
  #witnesses: readonly Predicate[] | undefined

  constructor(rules: readonly ScanRule[], parts: Parts, grams: GramCounts, arena: Arena) {
    this.#arena = arena
    this.#rules = rules
    let uses = 0
    for (const { may, must } of rules) {
      uses += this.#collect(may)
      this.#collect(must)
    }
    for (const predicate of this.#predicates.keys()) this.#predicates.set(predicate, arena.take(PREDICATE_BYTES))
    const tables = { arena, grams, takeList: createTakeList(arena), addressOf: this.#addressOf }
    this.#records = this.#writeRules()
    this.#lists = arena.take((uses + this.#predicates.size + rules.length + 1) * 4)
    this.at = writeKeys(this.#predicates.keys(), parts, tables)
    this.#light = new LightView(parts, arena)
    this.#choose(guessFrequency)
  }

  /** Remembers the predicates of a formula; says how many it names. */
  #collect(formula: Plain): number {
    if (typeof formula === 'boolean' || formula.kind === 'distinct') return 0
    if (formula.kind !== 'met') return formula.of.reduce((sum, member) => sum + this.#collect(member), 0)
    this.#predicates.set(formula.predicate, 0)
    return 1
  }

  #addressOf = (predicate: Predicate): number => this.#predicates.get(predicate) ?? 0

  #writeRules(): number[] {
    return this.#rules.map(({ number, may, must }) => {
      const mayHold = writeProgram(may, this.#addressOf, this.#arena)
      const mustHold = writeProgram(must, this.#addressOf, this.#arena)
      const record = this.#arena.take(RULE_BYTES)
      this.#arena.set(record + RULE_MAY, mayHold)
      this.#arena.set(record + RULE_MUST, mustHold)
      this.#arena.set(record + RULE_NUMBER, number)
      return record
    })
  }

  /** How many records have been counted since witnesses were chosen. */
  get lines(): number {
    return this.#arena.get(this.at + VIEW_LINES)
  }

  /** Chooses witnesses by what has been met: the older it is, the less it counts. */
  adapt(grams: GramCounts): void {
    const arena = this.#arena
    this.#lines = this.#lines / 2 + this.lines
    for (const [predicate, address] of this.#predicates)
      this.#seen.set(predicate, (this.#seen.get(predicate) ?? 0) / 2 + arena.get(address + PREDICATE_HITS))
    // What has not been met yet is still not all the same.
    const frequency = (predicate: Predicate): number =>
      ((this.#seen.get(predicate) ?? 0) + guessFrequency(predicate)) / (this.#lines + 1)
    this.#choose(frequency)
    this.#light.choose(this.at, this.#witnesses, frequency, grams)
  }

  #choose(frequency: Frequency): void {
    const arena = this.#arena
    const always: number[] = []
    const lists = new Map<Predicate, number[]>()
    for (const [index, { may }] of this.#rules.entries()) {
      const record = this.#records[index]!
      const witnesses = chooseWitnesses(may, frequency)
      if (witnesses === undefined) always.push(record)
      for (const witness of new Set(witnesses)) {
        const list = lists.get(witness)
        if (list === undefined) lists.set(witness, [record])
        else list.push(record)
      }
    }
    let at = this.#lists
    const write = (records: readonly number[]): number => {
      arena.words.set([records.length, ...records], at >> 2)
      at += (records.length + 1) * 4
      return at - (records.length + 1) * 4
    }
    for (const [predicate, address] of this.#predicates) {
      const records = lists.get(predicate)
      arena.set(address + PREDICATE_RULES, records === undefined ? 0 : write(records))
      arena.set(address + PREDICATE_HITS, 0)
    }
    arena.set(this.at + VIEW_ALWAYS, write(always))
    arena.set(this.at + VIEW_LINES, 0)
    this.#witnesses = always.length > 0 ? undefined : [...lists.keys()]
  }
}
