/** The hash table of keys, and the tree of fields that it is made of. */
import { KEY_BYTES, KEY_CHILD, KEY_FIELD, KEY_HEAD, KEY_LENGTH, KEY_NODE, KEY_PART, KEY_TEXT } from '../core/layout.ts'
import { hashKey } from '../core/key.ts'
import { parseFieldPath } from '../../sigma/field.ts'
import type { Arena } from './arena.ts'

interface Key {
  readonly node: number
  readonly name: string
  child: number
  field: number
  part: number
  head: Key | undefined
  slot: number
}

/** Keys by the node they stand in; node 0 is the event. */
export class KeyTree {
  readonly #nodes: Map<string, Key>[] = [new Map()]

  /** Lets the value of a field be shown to the field record at the address. */
  addField(name: string, field: number): void {
    let node = 0
    for (const { rest, head } of parseFieldPath(name)) {
      const whole = this.#key(node, rest)
      whole.field = field
      if (rest === head) return
      const first = this.#key(node, head)
      whole.head = first
      if (first.child < 0) {
        first.child = this.#nodes.length
        this.#nodes.push(new Map())
      }
      node = first.child
    }
  }

  addPart(name: string, part: number): void {
    this.#key(0, name).part = part
  }

  /** A key whose value is a number. */
  addNumber(node: number, name: string, number: number): void {
    while (this.#nodes.length <= node) this.#nodes.push(new Map())
    this.#key(node, name).child = number
  }

  #key(node: number, name: string): Key {
    const keys = this.#nodes[node]!
    let key = keys.get(name)
    if (key === undefined)
      keys.set(name, (key = { node, name, child: -1, field: 0, part: 0, head: undefined, slot: 0 }))
    return key
  }

  /** Writes the table; it is a power of two of slots, at most a quarter of them used. */
  write(arena: Arena): { keys: number; mask: number } {
    const all = this.#nodes.flatMap((keys) => [...keys.values()])
    let size = 16
    while (size < all.length * 4) size *= 2
    const keys = arena.take(size * KEY_BYTES)
    for (const key of all) {
      const { at, length } = arena.takeText(key.name)
      arena.attach()
      let index = hashKey(at, length, key.node) & (size - 1)
      while (arena.get(keys + index * KEY_BYTES + KEY_TEXT) !== 0) index = (index + 1) & (size - 1)
      key.slot = keys + index * KEY_BYTES
      arena.set(key.slot + KEY_TEXT, at)
      arena.set(key.slot + KEY_LENGTH, length)
      arena.set(key.slot + KEY_NODE, key.node)
      arena.set(key.slot + KEY_CHILD, key.child)
      arena.set(key.slot + KEY_FIELD, key.field)
      arena.set(key.slot + KEY_PART, key.part)
    }
    for (const { slot, head } of all) arena.set(slot + KEY_HEAD, head?.slot ?? 0)
    return { keys, mask: size - 1 }
  }
}
