/** Says which lines of a block of NDJSON a rule matches, by the longest way there is: decode, split, parse, judge. */
import type { Judge } from './item.ts'

/**
 * The numbers, from 0, of the lines that match. A line that is not JSON, or no object, matches nothing; bytes that are not UTF-8
 * are read as U+FFFD; a last line without its line break counts.
 */
export function matchesIn(judge: Judge, block: Uint8Array): number[] {
  const lines = Buffer.from(block).toString('utf8').split('\n')
  return lines.flatMap((line, number) => {
    const event = readObject(line)
    return event !== undefined && judge(event) ? [number] : []
  })
}

function readObject(line: string): object | undefined {
  try {
    const event: unknown = JSON.parse(line)
    return typeof event === 'object' && event !== null && !Array.isArray(event) ? event : undefined
  } catch {
    return undefined
  }
}
