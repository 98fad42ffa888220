/** What Zeek writes of itself: above all how much it did not see. */
import { countOf, present, type Draft, type JsonObject } from 'tallyman/source'
import { own, timeOf, wordOf } from './conversation.ts'

/** Throws RecordError. */
export function ownLogTold(service: string, record: JsonObject): Draft {
  const [lost, packets] = [countOf(own(record, 'pkts_dropped')), countOf(own(record, 'pkts_proc'))]
  const percent = own(record, 'percent_lost')
  // Of what was acknowledged: in the time since the log said so before, as the packets are.
  const gaps = countOf(own(record, 'gaps'))
  const missed = typeof percent === 'number' ? `${percent} % of what was acknowledged was not seen` : undefined
  const dropped = lost === undefined ? undefined : `${lost} packets were dropped`
  const said = wordOf(record, 'message') ?? missed ?? dropped ?? service
  return {
    class_name: 'Inventory Info',
    activity_name: 'Log',
    operation: `zeek ${service}`,
    time: timeOf(record),
    message: `Zeek: ${said}`.replaceAll(/\s+/g, ' '),
    details: present({ lost: lost ?? gaps }),
    fields: {
      ...record,
      derived: present({ service, lost, packets, percent_lost: typeof percent === 'number' ? percent : undefined }),
    },
  }
}
