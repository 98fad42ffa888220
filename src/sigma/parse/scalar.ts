/** Reading expected kinds of values out of nodes, telling what is something else. */
import type { Mapping, Node } from './node.ts'
import { entryOf } from './node.ts'
import type { Problems } from './problems.ts'

/** A text that may be written as a number or a date: what stands there is what is meant. */
export function optionalText(map: Mapping, name: string, problems: Problems): string | undefined {
  const entry = entryOf(map, name)
  if (entry === undefined || isNull(entry.value)) return undefined
  return textOfNode(entry.value, problems)
}

/** Those of the texts that are there. */
export function optionalTexts<Name extends string>(
  map: Mapping,
  names: readonly Name[],
  problems: Problems,
): { [name in Name]?: string } {
  const texts: { [name in Name]?: string } = {}
  for (const name of names) {
    const text = optionalText(map, name, problems)
    if (text !== undefined) texts[name] = text
  }
  return texts
}

export function textOfNode(node: Node, problems: Problems): string | undefined {
  if (node.kind === 'scalar' && node.value !== null) return typeof node.value === 'string' ? node.value : node.source
  problems.add(node, 'a text is expected here')
  return undefined
}

/** A list of texts; a single text is a list of one. */
export function textList(map: Mapping, name: string, problems: Problems): string[] {
  const entry = entryOf(map, name)
  if (entry === undefined || isNull(entry.value)) return []
  return itemsOf(entry.value).flatMap((item) => textOfNode(item, problems) ?? [])
}

/** The members of a list; anything else is a list of one. */
export function itemsOf(node: Node): readonly Node[] {
  return node.kind === 'list' ? node.items : [node]
}

export function isNull(node: Node): boolean {
  return node.kind === 'scalar' && node.value === null
}
