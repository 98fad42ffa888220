/** Times as CRI has them, nanoseconds since 1970 as text, and as `crictl inspect` rewrites them. */
import { RecordError, textAt } from 'tallyman/source'

/** Epoch milliseconds; nothing where it has not happened, which CRI says by 0, and crictl by the year 1970 or 1. */
export function timeAt(status: unknown, path: string): number | undefined {
  const text = textAt(status, path)
  if (text === undefined) return undefined
  const time = /^\d{1,20}$/.test(text) ? Number(BigInt(text) / 1_000_000n) : Date.parse(text)
  return time > 0 ? time : undefined
}

/** The latest of them: it was asked for after all of them. Throws RecordError where none is known. */
export function latest(status: unknown, paths: readonly string[]): number {
  const times = paths.flatMap((path) => timeAt(status, path) ?? [])
  if (times.length > 0) return Math.max(...times)
  throw new RecordError(
    paths.join(', ') || 'time',
    'a time of which one is known; wrap it in {"tallyman": "cri-snapshot", "time": "...", "node": "...", "object": ...}',
    undefined,
  )
}
