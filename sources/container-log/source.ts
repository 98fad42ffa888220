/** What containers say on their outputs, as Docker (json-file) and CRI runtimes keep it -> OCSF Base Event [0]. */
import {
  defineSource,
  present,
  redactRecord,
  stringAt,
  textAt,
  timeAt,
  whereaboutsDerived,
  whereaboutsEntities,
  whereaboutsFacts,
} from 'tallyman/source'
import { createContainerLogReader } from './line.ts'
import { whereaboutsOf } from './whereabouts.ts'

const MESSAGE_LENGTH = 400
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

export const containerLog = defineSource({
  id: 'container-log',
  title: 'Container logs',
  logsource: { product: 'container', service: 'log' },

  recognises: ({ log, stream, time }) =>
    typeof log === 'string' &&
    (stream === 'stdout' || stream === 'stderr') &&
    typeof time === 'string' &&
    TIME.test(time),
  createLineReader: createContainerLogReader,

  // A line that looks like another source's record stays what it is: something that a container said. Whoever owns a container
  // could otherwise write any sensor's records.
  normalise(record, { redact }, { file }) {
    const raw = redactRecord(record, redact)
    const line = stringAt(raw, 'log')
    const text = line.replace(/\r?\n$/, '')
    const where = whereaboutsOf(raw, file)
    const derived = present({
      text,
      // The rest is in the next record.
      is_partial: line.endsWith('\n') ? undefined : true,
      ...whereaboutsDerived(where),
    })
    const said = text.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_LENGTH)
    return {
      class_name: 'Base Event',
      activity_name: 'Other',
      time: timeAt(raw, 'time'),
      message: said === '' ? 'an empty line' : said,
      details: present({ stream: textAt(raw, 'stream') }),
      entities: whereaboutsEntities(where),
      facts: whereaboutsFacts(where),
      fields: { ...raw, derived },
      raw,
    }
  },
})
