/** Whether a sender may deliver what it delivers: the records of some sources, and no other's. */
import { newRoom } from '../carrier.ts'
import { MAX_ENVELOPES, unwrap } from '../envelope.ts'
import { isObject } from '../read.ts'
import { recognise } from '../recognise.ts'
import type { Source } from '../source.ts'
import { Refusal } from './refusal.ts'
import type { Sender } from './sender.ts'

export interface Admission {
  /** Throws Refusal (403) where a record, however it is wrapped, is of a source that the sender may not deliver. */
  check(value: unknown, sender: Sender): void
  /** Whether `value` is a record, or carries some, and all are of sources that the sender may deliver. */
  isKnown(value: unknown, sender: Sender): boolean
}

export function createAdmission(sources: ReadonlyMap<string, Source>): Admission {
  const known = [...sources.values()]
  /** The ids of the sources of all records; `undefined` where no source knows one. */
  function* sourcesOf(value: unknown, room = newRoom(), depth = 0): Generator<string | undefined> {
    const inner = depth < MAX_ENVELOPES ? unwrap(known, value, room) : undefined
    if (inner) for (const each of inner) yield* sourcesOf(each, room, depth + 1)
    else yield isObject(value) ? recognise(known, value)?.id : undefined
  }
  const mayDeliver = ({ delivers }: Sender, source: string): boolean => !delivers || delivers.has(source)
  return {
    check(value, sender) {
      if (!sender.delivers) return
      for (const source of sourcesOf(value))
        if (source !== undefined && !mayDeliver(sender, source))
          throw new Refusal(403, `${sender.name} may not deliver records of ${source}`)
    },
    isKnown(value, sender) {
      let count = 0
      for (const source of sourcesOf(value)) {
        if (source === undefined || !mayDeliver(sender, source)) return false
        count += 1
      }
      return count > 0
    },
  }
}
