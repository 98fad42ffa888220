/** Conditions: `selection and not 1 of filter_*`. */
import type { Condition } from '../rule.ts'

/** Parses a condition over these search identifiers; throws a reason. Operators are taken in any case. */
export function parseCondition(text: string, names: readonly string[]): Condition {
  const parser = new Parser(tokensOf(text), names)
  return parser.parse()
}

function tokensOf(text: string): string[] {
  if (text.includes('|')) throw new Error("aggregations after '|' are not Sigma any more: use a correlation")
  return text.match(/[()]|[^\s()]+/g) ?? []
}

/** Or binds least, then and, then not, then `x of`. */
class Parser {
  #at = 0
  readonly #tokens: readonly string[]
  readonly #names: readonly string[]

  constructor(tokens: readonly string[], names: readonly string[]) {
    this.#tokens = tokens
    this.#names = names
  }

  parse(): Condition {
    const condition = this.#or(0)
    const rest = this.#tokens[this.#at]
    if (rest !== undefined) throw new Error(`'and' or 'or' is expected before '${rest}'`)
    return condition
  }

  #or(depth: number): Condition {
    return this.#series('or', () => this.#series('and', () => this.#not(depth)))
  }

  #series(kind: 'and' | 'or', operand: () => Condition): Condition {
    const of = [operand()]
    while (this.#take(kind)) of.push(operand())
    const [only] = of
    return of.length === 1 && only !== undefined ? only : { kind, of }
  }

  #not(depth: number): Condition {
    // A condition this deep is an attack on the reader's stack, not a rule.
    if (depth > 100) throw new Error('the condition is nested too deeply')
    if (this.#take('not')) return { kind: 'not', of: this.#not(depth + 1) }
    if (!this.#take('(')) return this.#operand()
    const inner = this.#or(depth + 1)
    if (!this.#take(')')) throw new Error("a closing ')' is missing")
    return inner
  }

  #operand(): Condition {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new Error('the name of a selection is expected at the end')
    if (this.#tokens[this.#at]?.toLowerCase() === 'of' && /^(?:all|any|[1-9]\d{0,3})$/i.test(token)) {
      this.#at++
      return this.#of(token.toLowerCase(), this.#tokens[this.#at++])
    }
    if (!this.#names.includes(token)) throw new Error(`there is no selection '${token}'`)
    return { kind: 'selection', name: token }
  }

  #of(quantity: string, pattern: string | undefined): Condition {
    if (pattern === undefined || pattern === '(' || pattern === ')')
      throw new Error(`'${quantity} of' needs a pattern of names, or 'them'`)
    const names = this.#names.filter((name) => isNamed(name, pattern))
    const written = `${quantity} of ${pattern}`
    if (names.length === 0) throw new Error(`'${written}': no selection has such a name`)
    const count = quantity === 'all' ? names.length : quantity === 'any' ? 1 : Number(quantity)
    if (count > names.length) throw new Error(`'${written}': there are only ${names.length}`)
    return { kind: 'at-least', count, names, written }
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== token) return false
    this.#at++
    return true
  }
}

/** A name that starts with an underscore is meant only where the pattern starts with one. */
function isNamed(name: string, pattern: string): boolean {
  if (name.startsWith('_') && !pattern.startsWith('_')) return false
  if (pattern.toLowerCase() === 'them') return true
  const pieces = pattern.split('*')
  const [first = ''] = pieces
  const last = pieces.at(-1) ?? ''
  if (pieces.length === 1) return name === pattern
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false
  let at = first.length
  for (const piece of pieces.slice(1, -1)) {
    at = name.indexOf(piece, at)
    if (at < 0) return false
    at += piece.length
  }
  return at <= name.length - last.length
}
