/** YAML against a schema, where every fault knows its line. */
import { isNode, isPair, isMap, LineCounter, parseDocument, type Document } from 'yaml'
import type { z } from 'zod'
import type { Finding } from './finding.ts'

export interface Located<T> {
  readonly value: T | undefined
  readonly findings: readonly Finding[]
  /** The line of what stands at the path, or of the nearest thing on the way to it. */
  readonly lineOf: (...path: readonly (string | number)[]) => number
}

/** Reads `text`, whose first line is line `firstLine` of `file`. `what` names it for people: `front matter`. */
export function readLocated<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  { what, firstLine = 1 }: { what: string; firstLine?: number },
): Located<T> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' })
  const lineAt = (offset: number): number => lines.linePos(offset).line + firstLine - 1
  const lineOf = (...path: readonly PropertyKey[]): number => {
    const offset = offsetOf(document, path)
    return offset === undefined ? firstLine : lineAt(offset)
  }
  if (document.errors.length > 0) {
    const findings = document.errors.map((error) => ({
      code: 'yaml-unreadable',
      file,
      line: lineAt(error.pos[0]),
      problem: `the ${what} is not YAML: ${error.message.split('\n')[0]}`,
      advice: 'mend the line; a colon or a quote is the usual reason',
    }))
    return { value: undefined, findings, lineOf }
  }
  const read = schema.safeParse(document.toJS())
  if (read.success) return { value: read.data, findings: [], lineOf }
  return { value: undefined, findings: read.error.issues.flatMap((issue) => findingsOf(issue)), lineOf }

  function findingsOf(issue: z.core.$ZodIssue): Finding[] {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        code: 'field-unknown',
        file,
        line: lineOf(...issue.path, key),
        problem: `\`${[...issue.path, key].join('.')}\` is not a field of the ${what}`,
        advice: 'remove it, or look for a slip of the pen in its name',
      }))
    }
    const field = issue.path.join('.')
    const missing = issue.path.length > 0 && !document.hasIn(issue.path)
    return [
      {
        code: missing ? 'field-missing' : 'field-malformed',
        file,
        line: lineOf(...issue.path),
        problem: missing ? `the ${what} has no \`${field}\`` : `\`${field || what}\` ${wordsOf(issue)}`,
        advice: missing ? `add \`${field}\`, which ${wordsOf(issue)}` : 'write it as the guide to detections shows',
      },
    ]
  }
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `should be one of ${issue.values.join(', ')}`
  if (issue.code === 'too_small') return 'should not be empty'
  if (issue.code === 'invalid_type') {
    const names: ReadonlyMap<string, string> = new Map([
      ['array', 'a list'],
      ['object', 'a map'],
      ['record', 'a map'],
      ['string', 'text'],
    ])
    return `should be ${names.get(issue.expected) ?? `a ${issue.expected}`}`
  }
  return issue.message
}

/** Where the key at the end of the path stands; where it is not there, its nearest parent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true)
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isNode(item.key) && item.key.toString() === path[length - 1],
      )
      if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0]
    }
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return undefined
}
