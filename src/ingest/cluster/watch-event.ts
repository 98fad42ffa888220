/** One line of a watch, as the API server sends it. */
import { isObject, numberAt, textAt } from '../read.ts'
import { parsed } from './json.ts'

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: unknown }
  /** Nothing has happened up to this resource version. */
  | { readonly type: 'BOOKMARK'; readonly version: string }
  | { readonly type: 'ERROR'; readonly status: number; readonly message: string }

/** Nothing where the line is none. */
export function readWatchEvent(line: string): WatchEvent | undefined {
  const value = parsed(line)
  if (!isObject(value)) return undefined
  const { type, object } = value
  switch (type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      return { type, object }
    case 'BOOKMARK': {
      const version = textAt(object, 'metadata.resourceVersion')
      return version === undefined ? undefined : { type, version }
    }
    case 'ERROR':
      return { type, status: numberAt(object, 'code') ?? 0, message: textAt(object, 'message') ?? '' }
    default:
      return undefined
  }
}
