/** What sensors say, by the second, and what the ledger says of it: for the tests of visibility. */
import type { Entity } from '../src/model/entity.ts'
import type { Event } from '../src/model/event.ts'
import { isOwn } from '../src/model/own-event.ts'
import { createLedger } from '../src/visibility/index.ts'

export const T = Date.parse('2026-01-01T00:00:00Z')
export const SECOND = 1_000

/** An event of a sensor, so many seconds after the beginning. */
export const event = (source: string, seconds: number, more: Partial<Event> = {}): Event => ({
  uid: `${source}${seconds}`,
  time: T + seconds * SECOND,
  place: { source, file: `${source}.log`, line: 1 },
  class_name: 'Process Activity',
  activity_name: 'Launch',
  message: '',
  entities: [],
  views: [],
  facts: [],
  raw: {},
  ...more,
})

export const node = (uid: string): Entity => ({ type: 'node', uid, role: 'context', known: 'recorded' })

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index)

export const fieldsOf = (words: readonly Event[]) => words.filter(isOwn).map(({ views }) => views[0]?.fields)

/** Everything that the ledger says of these, to the end, or to that second. */
export const wordsOf = (events: readonly Event[], ledger = createLedger(), second?: number): Event[] =>
  [
    ...events.flatMap((each) => ledger.observe(each)),
    ...((second !== undefined && ledger.advance?.(T + second * SECOND)) || []),
    ...(ledger.end?.() ?? []),
  ].filter(isOwn)
