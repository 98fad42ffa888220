/** What one of our own stages has to say, as an event that rules can read: that nobody opened a session, that a sensor fell silent. */
import { createHash } from 'node:crypto'
import type { Entity } from './entity.ts'
import type { Event, Normalised } from './event.ts'
import type { JsonObject, Place } from './record.ts'

/** The id of the source that reads such events back: sources/tallyman. */
const SOURCE = 'tallyman'

/** Which stage says it: the `service` of its Sigma log source, whose `product` is `tallyman`. */
export type OwnService = 'attribution' | 'visibility'

export interface OwnWord extends Normalised {
  /** Epoch milliseconds of event time: when that became certain which is said. */
  readonly time: number
  readonly service: OwnService
  readonly entities: readonly Entity[]
  /** What rules read. Nothing that came from outside may be a key. */
  readonly fields: JsonObject
}

/** `standsOn`: the record that it is about, which people will want to see. Frozen. The same word about the same record is the same event. */
export function ownEvent({ service, fields, entities, ...said }: OwnWord, { file, line }: Place): Event {
  const raw = { tallyman: service, ...said, entities, fields }
  return Object.freeze({
    ...said,
    uid: createHash('sha256')
      .update(`${SOURCE}\0${JSON.stringify(raw)}`)
      .digest('hex')
      .slice(0, 32),
    place: { source: SOURCE, file, line },
    raw,
    entities,
    facts: [],
    views: [{ logsource: { product: SOURCE, service }, fields }],
  })
}

/** Whether it is a word of ours: no sensor was heard by it. */
export const isOwn = ({ place }: Pick<Event, 'place'>): boolean => place.source === SOURCE

export const isWordOf = (event: Pick<Event, 'place' | 'views'>, service: OwnService): boolean =>
  isOwn(event) && event.views[0]?.logsource.service === service
