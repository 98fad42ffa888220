/** Syslog messages (RFC 5424, RFC 3164) as a receiver keeps them -> OCSF Base Event [0]. */
import {
  defineSource,
  parseSyslog,
  present,
  redactRecord,
  stringAt,
  timeAt,
  type SyslogMessage,
  type View,
} from 'tallyman/source'

const SYSLOG = { product: 'linux', service: 'syslog' }
/** Log sources of Sigma that are one program's, or one facility's, messages. */
const SERVICES = ['auth', 'cron', 'sshd', 'sudo', 'clamav', 'vsftpd', 'guacamole']
const MESSAGE_LENGTH = 400
const ZONED = /^\d{4}-/

export const syslog = defineSource({
  id: 'syslog',
  title: 'Syslog',
  logsource: SYSLOG,
  taxonomies: SERVICES.map((service) => ({ product: 'linux', service })),

  recognises: ({ syslog: text, received }) => typeof text === 'string' && typeof received === 'string',

  normalise(record, { redact }) {
    const raw = redactRecord(record, redact)
    const told = parseSyslog(stringAt(raw, 'syslog'))
    const received = timeAt(raw, 'received')
    // Without a year and a zone it is not known when that was, but that it was just before it came.
    const stamped = ZONED.test(told.timestamp ?? '') ? Date.parse(told.timestamp as string) : Number.NaN
    const fields = { ...raw, derived: present({ ...told }) }
    const views = servicesOf(told).map((service): View => ({ logsource: { product: 'linux', service }, fields }))
    const said = told.message.replaceAll(/\s+/g, ' ').trim().slice(0, MESSAGE_LENGTH)
    const by = [told.hostname, told.app_name].filter((part) => part !== undefined).join(' ')
    return {
      class_name: 'Base Event',
      activity_name: 'Other',
      time: Number.isNaN(stamped) ? received : stamped,
      message: [by, said === '' ? 'an empty message' : said].filter((part) => part !== '').join(': '),
      details: present({ severity: told.severity }),
      entities:
        told.hostname === undefined ? [] : [{ type: 'node', uid: told.hostname, role: 'context', known: 'recorded' }],
      fields,
      views,
      raw,
    }
  },
})

function servicesOf({ facility, app_name: program }: SyslogMessage): string[] {
  const name = program?.split('/').at(-1)?.toLowerCase()
  const isAbout = (service: string): boolean =>
    name === service || facility === service || (service === 'auth' && facility === 'authpriv')
  return SERVICES.filter((service) => isAbout(service) || (service === 'cron' && name === 'crond'))
}
