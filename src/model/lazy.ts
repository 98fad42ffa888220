/** Events and views of which only what is asked for is worked out: most are never told of, and no rule reads most views. */
import type { Attributed } from './attribution.ts'
import type { Entity } from './entity.ts'
import type { ActingProcess, Event, Fact, Logsource, View } from './event.ts'
import type { JsonObject, Place } from './record.ts'

/** A value, or how to work it out. It is worked out once, may not throw, and reads nothing that changes. */
export type Lazy<T> = T | (() => T)

class LazyView implements View {
  readonly logsource: Logsource
  #fields: Lazy<JsonObject>

  constructor(logsource: Logsource, fields: () => JsonObject) {
    this.logsource = logsource
    this.#fields = fields
  }

  get fields(): JsonObject {
    if (typeof this.#fields === 'function') this.#fields = this.#fields()
    return this.#fields
  }

  toJSON(): View {
    return { logsource: this.logsource, fields: this.fields }
  }
}

export const lazyView = (logsource: Logsource, fields: Lazy<JsonObject>): View =>
  typeof fields === 'function' ? new LazyView(logsource, fields) : { logsource, fields }

/** What an event and what attribution makes of it have in common. */
interface Words {
  uid: Lazy<string>
  message: Lazy<string>
}

/** What is at once known of an event: all but those two. */
export type Known = Omit<Event, 'uid' | 'message'>

/** What later stages may add to an event, or say better. */
export type Change = Partial<Pick<Event, 'entities' | 'views' | 'attributed' | 'continues'>>

class LazyEvent implements Event {
  readonly class_name: Event['class_name']
  readonly activity_name: string
  readonly time: number
  readonly place: Place
  readonly raw: JsonObject
  readonly entities: readonly Entity[]
  readonly facts: readonly Fact[]
  readonly views: readonly View[]
  // What is not there must not look as if it were: these are declared, and given only where there is something.
  declare readonly status?: 'Success' | 'Failure'
  declare readonly status_code?: string
  declare readonly command?: string
  declare readonly operation?: string
  declare readonly user_agent?: string
  declare readonly process?: ActingProcess
  declare readonly details?: JsonObject
  declare readonly operation_uid?: string
  declare readonly attributed?: Attributed
  declare readonly continues?: true
  readonly #words: Words

  // Field by field, because to spread costs several times as much.
  // oxlint-disable-next-line complexity
  constructor(known: Known, words: Words, change: Change = {}) {
    this.class_name = known.class_name
    this.activity_name = known.activity_name
    this.time = known.time
    this.place = known.place
    this.raw = known.raw
    this.entities = change.entities ?? known.entities
    this.facts = known.facts
    this.views = change.views ?? known.views
    const [attributed, continues] = [change.attributed ?? known.attributed, change.continues ?? known.continues]
    if (known.status !== undefined) this.status = known.status
    if (known.status_code !== undefined) this.status_code = known.status_code
    if (known.command !== undefined) this.command = known.command
    if (known.operation !== undefined) this.operation = known.operation
    if (known.user_agent !== undefined) this.user_agent = known.user_agent
    if (known.process !== undefined) this.process = known.process
    if (known.details !== undefined) this.details = known.details
    if (known.operation_uid !== undefined) this.operation_uid = known.operation_uid
    if (attributed !== undefined) this.attributed = attributed
    if (continues !== undefined) this.continues = continues
    this.#words = words
  }

  get uid(): string {
    const words = this.#words
    if (typeof words.uid === 'function') words.uid = words.uid()
    return words.uid
  }

  get message(): string {
    const words = this.#words
    if (typeof words.message === 'function') words.message = words.message()
    return words.message
  }

  changed(change: Change): Event {
    return new LazyEvent(this, this.#words, change)
  }

  toJSON(): Event {
    return { ...this, uid: this.uid, message: this.message }
  }
}

/** Frozen. */
export const lazyEvent = (known: Known, uid: () => string, message: Lazy<string>): Event =>
  Object.freeze(new LazyEvent(known, { uid, message }))

/** The event with what a stage found out about it. */
export const changedEvent = (event: Event, change: Change): Event =>
  event instanceof LazyEvent ? event.changed(change) : { ...event, ...change }
