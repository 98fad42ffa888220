/** The events of an EventList, each on a line of its own as the audit log has it: one that nobody can read costs no other. */
import { isObject, textAt } from '../read.ts'
import { checkCount, onOneLine, readJson } from './json.ts'
import { endOfString } from './nesting.ts'
import { Refusal } from './refusal.ts'

const [QUOTE, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x22, 0x5b, 0x5d, 0x7b, 0x7d]
const END = Buffer.from('\n')

export interface AuditEvents {
  /** As parsed. */
  readonly items: readonly object[]
  readonly lines: Buffer
}

/** Throws Refusal (400, 413). */
export function auditEventsOf(bytes: Buffer): AuditEvents {
  const list = readJson(bytes, 'the body')
  const version = textAt(list, 'apiVersion')
  if (!isObject(list) || list['kind'] !== 'EventList' || !version?.startsWith('audit.k8s.io/'))
    throw new Refusal(400, 'the body is not an EventList of audit.k8s.io')
  const items = list['items']
  if (!Array.isArray(items) || !items.every(isObject))
    throw new Refusal(400, 'the items of the EventList are not a list of objects')
  checkCount(items.length)
  const texts = textsOf(bytes)
  if (texts.length !== items.length) throw new Refusal(400, 'the EventList has several lists of items')
  const headOf = createHeads(version)
  const parts = items.flatMap((item, at) => [headOf(item), onOneLine(texts[at] as Buffer), END])
  return { items, lines: Buffer.concat(parts) }
}

/** In an EventList the list says the kind of its items; in the log they say it themselves, and then their id is the same. */
function createHeads(apiVersion: string): (item: object) => Buffer {
  const [kind, version] = ['"kind":"Event"', `"apiVersion":${JSON.stringify(apiVersion)}`]
  const both = Buffer.from(`{${kind},${version},`)
  return (item) => {
    const missing = [
      ...(Object.hasOwn(item, 'kind') ? [] : [kind]),
      ...(Object.hasOwn(item, 'apiVersion') ? [] : [version]),
    ]
    const isEmpty = Object.keys(item).length === 0
    if (missing.length === 2 && !isEmpty) return both
    return Buffer.from(`{${missing.join(',')}${missing.length > 0 && !isEmpty ? ',' : ''}`)
  }
}

/** What comes after the first brace of each item, in a list that is known to be sound. */
function textsOf(bytes: Buffer): Buffer[] {
  const texts: Buffer[] = []
  let [depth, start, isItems, name] = [0, 0, false, '']
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      const end = endOfString(bytes, at)
      if (depth === 1) name = bytes.toString('latin1', at + 1, end)
      at = end
    } else if (byte === OPEN_MAP || byte === OPEN_LIST) {
      depth += 1
      if (depth === 2) isItems = byte === OPEN_LIST && name === 'items'
      else if (depth === 3) start = at + 1
    } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
      if (depth === 3 && isItems) texts.push(bytes.subarray(start, at + 1))
      depth -= 1
    }
  }
  return texts
}
