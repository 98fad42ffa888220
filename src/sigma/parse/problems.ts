/** Collects what is wrong with a text, so that all of it is told at once. */
import { SigmaError } from '../place.ts'
import type { Place } from '../place.ts'
import { pathTo } from './node.ts'
import type { Node } from './node.ts'

export class Problems {
  readonly #errors: SigmaError[] = []
  #root: Node | undefined

  /** The document that is read from here on; paths start at it. */
  enter(root: Node): void {
    this.#root = root
  }

  add(node: Node, why: string): void {
    this.at(node.place, this.#root === undefined ? '' : pathTo(this.#root, node), why)
  }

  at(place: Place, path: string, why: string): void {
    this.#errors.push(new SigmaError(place, path, why))
  }

  get count(): number {
    return this.#errors.length
  }

  /** In the order of places. */
  inOrder(): SigmaError[] {
    return this.#errors.toSorted((a, b) => a.line - b.line || a.column - b.column)
  }
}

/** Runs what throws a reason, and tells the reason at the node; undefined then. */
export function attempt<T>(problems: Problems, node: Node, run: () => T): T | undefined {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    problems.add(node, error.message)
    return undefined
  }
}
