/** The event as it goes on: as it came, with the answers beside it, and a view of it for rules that read any source. */
import type { Attributed } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, View } from '../model/event.ts'
import { changedEvent, lazyView, type Change } from '../model/lazy.ts'

export interface Found {
  readonly attributed: Attributed | undefined
  readonly entities: readonly Entity[]
  readonly continues: boolean
}

export function toldOf(event: Event, { attributed, entities, continues }: Found): Event {
  const change: { -readonly [key in keyof Change]: Change[key] } = { entities }
  if (attributed) {
    change.attributed = attributed
    change.views = event.views.concat(viewOf(event, attributed))
  }
  if (continues) change.continues = true
  return changedEvent(event, change)
}

const LOGSOURCE = { product: 'tallyman', service: 'events' } as const

/** The event in OCSF's names, whichever source told it, and the answers. */
const viewOf = (event: Event, { who, where, source, destination }: Attributed): View =>
  lazyView(LOGSOURCE, () => {
    const { class_name, activity_name, status, operation, command, details, place } = event
    const fields: { [name: string]: unknown } = { class_name, activity_name, sensor: place.source }
    if (who) fields['who'] = who
    if (where) fields['where'] = where
    if (source) fields['source'] = source
    if (destination) fields['destination'] = destination
    if (status !== undefined) fields['status'] = status
    if (operation !== undefined) fields['operation'] = operation
    if (command !== undefined) fields['command'] = command
    if (details !== undefined) fields['details'] = details
    return fields
  })
