/** What rules read of an event that was attributed: the event in OCSF's names, whichever source told it, and the answers. */
import type { Attributed } from '../model/attribution.ts'
import type { Event, View } from '../model/event.ts'

const LOGSOURCE = { product: 'tallyman', service: 'events' } as const

export function viewOf(event: Event, attributed: Attributed): View {
  const { class_name, activity_name, status, operation, command, details, place } = event
  const fields: { [name: string]: unknown } = { class_name, activity_name, sensor: place.source, ...attributed }
  if (status !== undefined) fields['status'] = status
  if (operation !== undefined) fields['operation'] = operation
  if (command !== undefined) fields['command'] = command
  if (details !== undefined) fields['details'] = details
  return { logsource: LOGSOURCE, fields }
}
