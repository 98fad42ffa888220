/** Connections by the kernel's table: what is new in it since the last look began meanwhile, what is gone has ended. */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const TABLE = '/proc/net/nf_conntrack'

export interface TableOptions {
  readonly signal: AbortSignal
  /** Milliseconds. */
  readonly interval: number
  /** Given one line an event, as `conntrack -E -o timestamp` prints it. */
  readonly push: (line: string) => void
}

const readTable = (): string | undefined => {
  try {
    return readFileSync(TABLE, 'utf8')
  } catch {
    return undefined
  }
}

export const hasTable = (): boolean => readTable() !== undefined

/** What is there at the beginning is not told: nobody knows since when. */
export async function pollTable({ signal, interval, push }: TableOptions): Promise<void> {
  let before = entriesOf(readTable() ?? '')
  while (!signal.aborted) {
    await pause(interval, undefined, { signal }).catch(() => {})
    const now = entriesOf(readTable() ?? '')
    const time = (Date.now() / 1000).toFixed(6)
    for (const line of changesOf(before, now)) push(`[${time}]\t${line}`)
    before = now
  }
}

/** By their ends, without what changes while they last. */
export function entriesOf(text: string): Map<string, string> {
  const lines = text.split('\n').filter((line) => line.includes('src='))
  return new Map(lines.map((line) => [keyOf(line), line]))
}

const keyOf = (line: string): string =>
  [...line.matchAll(/ (?:src|dst|sport|dport|type|code|id|zone)=\S+|^\S+ +\d+ \S+/g)].join('')

export const changesOf = (before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] => [
  ...[...now].flatMap(([key, line]) => (before.has(key) ? [] : [`[NEW] ${line}`])),
  ...[...before].flatMap(([key, line]) => (now.has(key) ? [] : [`[DESTROY] ${line}`])),
]
