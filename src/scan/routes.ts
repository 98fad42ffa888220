/** Which rules a line is tried on: by one log source for all lines, or by what each line says of itself. */
import {
  BARE_VIEW,
  CATEGORY,
  ONE_VIEW,
  PRODUCT,
  PRODUCTS,
  ROUTE_KEYS,
  ROUTE_KEY_MASK,
  ROUTES,
  SERVICE,
  SERVICES,
} from './core/layout.ts'
import { logsourceAccepts } from '../sigma/index.ts'
import type { CompiledRule, Logsource } from '../sigma/index.ts'
import { mayHold, mustHold } from './formula/formula.ts'
import { Predicates } from './formula/predicate.ts'
import { cheapFormulaOf } from './formula/rule.ts'
import type { Arena } from './tables/arena.ts'
import { NO_GRAMS } from './tables/grams.ts'
import type { GramCounts } from './tables/grams.ts'
import { KeyTree } from './tables/keys.ts'
import { View } from './tables/view.ts'
import type { ScanRule } from './tables/view.ts'
import type { Parts } from './tables/keyed.ts'

/** Where the log source is said: for all lines, or by these keys of each record. Neither: every rule is tried on every line. */
export interface RouteOptions {
  readonly logsource?: Logsource | undefined
  readonly logsourceKeys?: Logsource | undefined
}

const PARTS = [
  [CATEGORY, 'category'],
  [PRODUCT, 'product'],
  [SERVICE, 'service'],
] as const

export class Routes {
  readonly #rules: readonly CompiledRule[]
  readonly #predicates = new Predicates()
  readonly #arena: Arena
  readonly #logsource: Logsource | undefined
  readonly #keys: Logsource | undefined
  readonly #parts: Parts
  /** For each part the values that rules name; a number too large, such as 0, is none of them. */
  readonly #values: Record<keyof Logsource, readonly string[]>
  readonly #views = new Map<string, View>()
  readonly #table: number
  readonly #grams: () => GramCounts

  /** `grams` counts what is being scanned: it is called where a view is built. */
  constructor(rules: readonly CompiledRule[], options: RouteOptions, grams: () => GramCounts, arena: Arena) {
    this.#rules = rules
    this.#arena = arena
    this.#logsource = options.logsource
    this.#keys = options.logsourceKeys
    this.#grams = grams
    this.#parts = PARTS.flatMap(([part, name]) => {
      const key = options.logsourceKeys?.[name]
      return key === undefined ? [] : [[part, key] as const]
    })
    const valuesOf = (name: keyof Logsource): string[] => [
      ...new Set(rules.flatMap(({ rule }) => rule.logsource[name]?.toLowerCase() ?? [])),
    ]
    this.#values = { category: valuesOf('category'), product: valuesOf('product'), service: valuesOf('service') }
    const { category, product, service } = this.#values
    this.#table = arena.take((category.length + 1) * (product.length + 1) * (service.length + 1) * 4)
    arena.set(ROUTES, this.#table)
    arena.set(PRODUCTS, product.length + 1)
    arena.set(SERVICES, service.length + 1)
    this.#writeValues()
    arena.set(BARE_VIEW, new View([], this.#parts, NO_GRAMS, arena).at)
  }

  get views(): Iterable<View> {
    return this.#views.values()
  }

  /** The numbers of the rules for a log source; all rules where nothing is known of it. */
  rulesFor(logsource: Logsource | undefined): number[] {
    return this.#rules.flatMap(({ rule }, number) =>
      logsource === undefined || logsourceAccepts(rule.logsource, logsource) ? [number] : [],
    )
  }

  /** The log source that a record names. */
  logsourceOf(record: object): Logsource {
    const given: { -readonly [Part in keyof Logsource]: string } = {}
    for (const [, name] of PARTS) {
      const key = this.#keys?.[name]
      const value =
        key !== undefined && Object.hasOwn(record, key) ? (record as Record<string, unknown>)[key] : undefined
      if (typeof value === 'string') given[name] = value
    }
    return given
  }

  /** Builds the view for the log source at this index of the table; the one view there is where lines do not say theirs. */
  build(index: number): void {
    const view = this.#viewOf(this.rulesFor(this.#keys === undefined ? this.#logsource : this.#logsourceAt(index))).at
    this.#arena.set(this.#table + index * 4, view)
    if (this.#keys === undefined) this.#arena.set(ONE_VIEW, view)
  }

  #logsourceAt(index: number): Logsource {
    const { product, service } = this.#values
    const services = service.length + 1
    const products = product.length + 1
    const rest = Math.floor(index / services)
    const part = (name: keyof Logsource, number: number): Logsource => {
      const value = this.#values[name][number - 1]
      return value === undefined ? {} : { [name]: value }
    }
    return {
      ...part('category', Math.floor(rest / products)),
      ...part('product', rest % products),
      ...part('service', index % services),
    }
  }

  /** Log sources with the same rules share a view. */
  #viewOf(numbers: readonly number[]): View {
    const name = numbers.join()
    let view = this.#views.get(name)
    if (view === undefined) {
      view = new View(
        numbers.map((number) => this.#scanRule(number)),
        this.#parts,
        this.#grams(),
        this.#arena,
      )
      this.#views.set(name, view)
    }
    return view
  }

  /** Most rules speak about log sources that never come, so a formula is made when its rule is tried for the first time. */
  #scanRule(number: number): ScanRule {
    const formula = cheapFormulaOf(this.#rules[number]!.expression, this.#predicates)
    return { number, may: mayHold(formula), must: mustHold(formula) }
  }

  #writeValues(): void {
    const tree = new KeyTree()
    for (const [part, name] of PARTS)
      for (const [index, value] of this.#values[name].entries()) tree.addNumber(part, value, index + 1)
    const { keys, mask } = tree.write(this.#arena)
    this.#arena.set(ROUTE_KEYS, keys)
    this.#arena.set(ROUTE_KEY_MASK, mask)
  }
}
