/** What Tallyman itself said of other records, where somebody kept it -> the same event again. */
import { defineSource, listAt, numberAt, objectAt, present, RecordError, redactRecord, textAt } from 'tallyman/source'
import type { EventClass, Logsource } from 'tallyman/source'
import { entityOf } from './entity.ts'

const SERVICES = ['attribution', 'visibility', 'events'] as const
const CLASSES: readonly EventClass[] = [
  'Base Event',
  'Process Activity',
  'Network Activity',
  'Inventory Info',
  'API Activity',
]

const logsourceOf = (service: (typeof SERVICES)[number]): Logsource => ({ product: 'tallyman', service })

export const tallyman = defineSource({
  id: 'tallyman',
  title: 'What Tallyman itself said',
  logsource: { product: 'tallyman' },
  taxonomies: SERVICES.map(logsourceOf),

  recognises: (record) => SERVICES.some((service) => service === record['tallyman']) && 'class_name' in record,

  normalise(record, { redact }) {
    const raw = redactRecord(record, redact)
    const service = SERVICES.find((each) => each === raw['tallyman'])
    const class_name = CLASSES.find((each) => each === raw['class_name'])
    const time = numberAt(raw, 'time')
    if (service === undefined) throw new RecordError('tallyman', 'a stage of ours', raw['tallyman'])
    if (class_name === undefined)
      throw new RecordError('class_name', 'a class that Tallyman speaks in', raw['class_name'])
    if (time === undefined) throw new RecordError('time', 'a number of milliseconds', raw['time'])
    const status = textAt(raw, 'status')
    return {
      class_name,
      activity_name: textAt(raw, 'activity_name') ?? 'Other',
      time,
      message: textAt(raw, 'message')?.replaceAll(/\s+/g, ' ') ?? service,
      ...present({
        command: textAt(raw, 'command'),
        operation: textAt(raw, 'operation'),
        details: objectAt(raw, 'details'),
      }),
      ...((status === 'Success' || status === 'Failure') && { status }),
      entities: listAt(raw, 'entities').map(entityOf),
      logsource: logsourceOf(service),
      fields: objectAt(raw, 'fields') ?? {},
      raw,
    }
  },
})
