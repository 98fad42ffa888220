/** Patches, of whatever kind, as one list of changes; and as much of the object as a patch shows. */
import { isObject, textAt, type JsonObject } from 'tallyman/source'

/** RFC 6902 in form. `add` sets, `remove` removes; the path is a JSON pointer, in which a list's index is the patch's own. */
export interface Change {
  readonly op: string
  readonly path: string
  readonly value?: unknown
  readonly from?: string
}

/** The changes of a JSON patch (an array), or of a merge, strategic merge or apply patch (an object). */
export function changesOf(body: unknown): Change[] {
  if (!Array.isArray(body)) return isObject(body) ? merged(body, '') : []
  return body.flatMap((item: unknown): Change[] => {
    const [op, from] = [textAt(item, 'op'), textAt(item, 'from')]
    // An empty path is the whole object.
    const path = isObject(item) ? item['path'] : undefined
    if (!isObject(item) || op === undefined || typeof path !== 'string') return []
    return [{ op, path, ...('value' in item && { value: item['value'] }), ...(from !== undefined && { from }) }]
  })
}

function merged(body: JsonObject, path: string): Change[] {
  const { $patch: directive, ...rest } = body
  if (directive === 'delete') return [{ op: 'remove', path, value: rest }]
  const changes = Object.entries(rest).flatMap(([name, value]): Change[] => {
    if (name.startsWith('$deleteFromPrimitiveList/'))
      return [{ op: 'remove', path: `${path}/${escaped(name.slice(name.indexOf('/') + 1))}`, value }]
    // The other directives say an order, and which fields a union keeps.
    return name.startsWith('$') ? [] : changed(value, `${path}/${escaped(name)}`)
  })
  return directive === 'replace' ? [{ op: 'remove', path }, ...changes] : changes
}

function changed(value: unknown, path: string): Change[] {
  if (value === null) return [{ op: 'remove', path }]
  if (isObject(value) && Object.keys(value).length > 0) return merged(value, path)
  if (Array.isArray(value) && value.some((item) => isObject(item)))
    return value.flatMap((item: unknown, index) => changed(item, `${path}/${index}`))
  return [{ op: 'add', path, value }]
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~')

/**
 * The object as far as the patch shows it. A merge patch is a part of the object already. Of a JSON patch the values that it
 * sets stand at their paths; in a list they follow one another, because their true place is not known.
 */
export function partOf(body: unknown): JsonObject | undefined {
  if (!Array.isArray(body)) return isObject(body) ? body : undefined
  let root: Node = new Map()
  for (const { op, path, value } of changesOf(body)) {
    if (op !== 'add' && op !== 'replace') continue
    if (path === '') root = nodeOf(value)
    else put(root, path.split('/').slice(1, MAX_TOKENS), value)
  }
  const part = grown(root)
  return isObject(part) ? part : undefined
}

/** A Map, because a path's tokens are an adversary's words. */
type Node = Map<string, unknown>
const MAX_TOKENS = 64

function put(root: Node, tokens: readonly string[], value: unknown): void {
  let at = root
  for (const token of tokens.slice(0, -1)) {
    const next = nodeOf(at.get(unescaped(token)))
    at.set(unescaped(token), next)
    at = next
  }
  const last = unescaped(tokens.at(-1) ?? '')
  // `-` appends: two of them are two elements.
  at.set(last === '-' ? `-${at.size}` : last, value)
}

/** What an earlier change set is gone into, not replaced. */
function nodeOf(value: unknown): Node {
  if (value instanceof Map) return value as Node
  return new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

function grown(node: unknown): unknown {
  if (!(node instanceof Map)) return node
  const entries = [...(node as Node)].map(([token, value]) => [token, grown(value)] as const)
  const list = entries.length > 0 && entries.every(([token]) => /^(?:\d+|-\d*)$/.test(token))
  return list ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}
