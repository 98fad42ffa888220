/** The part of a view that a line is read with: its keys, and the fields behind them. */
import { VIEW_BYTES, VIEW_KEYS, VIEW_KEY_MASK, VIEW_KEYWORDS, VIEW_SIFT } from '../core/layout.ts'
import { KEYWORDS } from '../formula/predicate.ts'
import type { FieldName, Predicate } from '../formula/predicate.ts'
import { canSift, writeField } from './fields.ts'
import type { FieldTables } from './fields.ts'
import { KeyTree } from './keys.ts'

/** Keys whose values name the log source. */
export type Parts = readonly (readonly [part: number, key: string])[]

/** Writes a view for these predicates and says where it is; it has no rules yet. */
export function writeKeys(predicates: Iterable<Predicate>, parts: Parts, tables: FieldTables): number {
  const { arena } = tables
  const byField = new Map<FieldName, Predicate[]>()
  for (const predicate of predicates) {
    const known = byField.get(predicate.field)
    if (known === undefined) byField.set(predicate.field, [predicate])
    else known.push(predicate)
  }
  const tree = new KeyTree()
  let keywords = 0
  for (const [name, asked] of byField) {
    const field = writeField(name, asked, tables)
    if (name === KEYWORDS) keywords = field
    else tree.addField(name, field)
  }
  for (const [part, key] of parts) tree.addPart(key, part)
  const { keys, mask } = tree.write(arena)
  const view = arena.take(VIEW_BYTES)
  arena.set(view + VIEW_KEYS, keys)
  arena.set(view + VIEW_KEY_MASK, mask)
  arena.set(view + VIEW_KEYWORDS, keywords)
  arena.set(view + VIEW_SIFT, keywords > 0 && canSift(byField.get(KEYWORDS) ?? []) ? 1 : 0)
  return view
}
