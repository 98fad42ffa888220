/** Which of Zeek's logs a record is of: it says so itself, or its fields do. */
import type { JsonObject, Logsource } from 'tallyman/source'

/** The logs that rules are written for, by the name of their file. */
const SERVICES = (
  'conn dns http ssl x509 files notice weird ssh ftp smtp smb_files smb_mapping dce_rpc rdp kerberos ntlm ldap ' +
  'ldap_search dhcp snmp sip tunnel socks mysql postgresql redis mqtt_connect mqtt_publish radius irc syslog quic ' +
  'websocket software known_hosts known_services known_certs pe intel'
).split(' ')

export const SERVICE_LOGSOURCES: readonly Logsource[] = SERVICES.map((service) => ({ product: 'zeek', service }))

/** What Zeek writes of itself. */
export const OWN_LOGS: ReadonlySet<string> = new Set(
  'capture_loss stats reporter loaded_scripts packet_filter cluster broker telemetry analyzer config print'.split(' '),
)

/** Fields that no other log has together, for JSON without `_path`. All of them, in the order in which they are tried. */
const SHAPES: readonly (readonly [service: string, fields: readonly string[]])[] = [
  ['conn', ['uid', 'conn_state']],
  ['dns', ['uid', 'rcode_name']],
  ['dns', ['uid', 'qtype_name']],
  ['dns', ['uid', 'qclass_name']],
  ['dns', ['uid', 'query', 'proto']],
  ['smtp', ['uid', 'trans_depth', 'helo']],
  ['http', ['uid', 'trans_depth', 'method']],
  ['http', ['uid', 'trans_depth', 'status_code']],
  ['http', ['uid', 'trans_depth', 'request_body_len']],
  ['ssl', ['uid', 'ssl_history']],
  ['ssl', ['uid', 'established', 'resumed']],
  ['ssh', ['uid', 'auth_attempts']],
  ['ssh', ['uid', 'hassh']],
  ['smb_mapping', ['uid', 'share_type']],
  ['dce_rpc', ['uid', 'endpoint', 'operation']],
  ['kerberos', ['uid', 'request_type', 'service']],
  ['rdp', ['uid', 'security_protocol']],
  ['notice', ['note', 'msg']],
  ['x509', ['certificate.serial', 'certificate.subject']],
  ['files', ['fuid', 'seen_bytes']],
  ['tunnel', ['uid', 'tunnel_type']],
  ['weird', ['name', 'notice', 'peer']],
  ['capture_loss', ['ts_delta', 'percent_lost']],
  ['stats', ['pkts_proc', 'bytes_recv']],
]

/** The name of the log; `other` where only the ends of a connection tell that it is Zeek's. Nothing where it is not. */
export function serviceOf(record: JsonObject): string | undefined {
  const has = (name: string): boolean => Object.hasOwn(record, name)
  if (typeof record['ts'] !== 'number' && typeof record['ts'] !== 'string') return undefined
  const path = record['_path']
  // Some write what they sampled or reduced into a log of its own.
  if (typeof path === 'string' && path !== '') return path.replace(/_red$/, '')
  const shape = SHAPES.find(([, fields]) => fields.every(has))
  if (shape) return shape[0]
  return ['uid', 'id.orig_h', 'id.resp_h'].every(has) ? 'other' : undefined
}

/** Of a log that no rule is written for, that it is Zeek's is all there is to say. */
export const logsourceOf = (service: string): { readonly logsource?: Logsource } =>
  SERVICES.includes(service) ? { logsource: { product: 'zeek', service } } : {}
