/** What a record of each log is told as. */
import {
  connectionView,
  dnsDetails,
  dnsView,
  isObject,
  numberAt,
  present,
  requestTold,
  textAt,
  textsAt,
  type Draft,
  type Flow,
  type JsonObject,
} from 'tallyman/source'
import { own, wordOf } from './conversation.ts'

type Telling = Omit<Draft, 'time'>
type Tell = (record: JsonObject, flow: Flow) => Telling

export const tellingOf = (service: string, record: JsonObject, flow: Flow): Telling =>
  (TELLINGS.get(service) ?? otherTold(service))(record, flow)

/** Zeek's `conn_state`: how it began, went and ended, from what was seen of it. */
const STATES = new Map<string, readonly [activity: string, status: 'Success' | 'Failure', words: string]>([
  ['S0', ['Fail', 'Failure', 'never answered']],
  ['S1', ['Traffic', 'Success', 'goes on']],
  ['SF', ['Close', 'Success', 'ended']],
  ['REJ', ['Refuse', 'Failure', 'refused']],
  ['S2', ['Close', 'Success', 'ended by who began']],
  ['S3', ['Close', 'Success', 'ended by who answered']],
  ['RSTO', ['Reset', 'Success', 'reset by who began']],
  ['RSTR', ['Reset', 'Success', 'reset by who answered']],
  ['RSTOS0', ['Fail', 'Failure', 'given up without an answer']],
  ['RSTRH', ['Refuse', 'Failure', 'reset by who answered, its beginning not seen']],
  ['SH', ['Fail', 'Failure', 'ended without an answer']],
  ['SHR', ['Traffic', 'Success', 'answered, its beginning not seen']],
])

const connectionTold: Tell = (record, flow) => {
  const [activity_name, status, words] = STATES.get(wordOf(record, 'conn_state') ?? '') ?? [
    'Traffic',
    'Success',
    'seen',
  ]
  return { class_name: 'Network Activity', activity_name, status, message: words, views: [connectionView(flow)] }
}

/** Question and answer in one. */
const lookupTold: Tell = (record, flow) => {
  const rcode = wordOf(record, 'rcode_name')
  const lookup = {
    query: wordOf(record, 'query'),
    type: wordOf(record, 'qtype_name'),
    rcode,
    answers: textsAt(record, 'answers'),
  }
  return {
    class_name: 'DNS Activity',
    activity_name: rcode === undefined ? 'Query' : 'Traffic',
    message: `${lookup.query ?? '?'} ${lookup.type ?? ''}${rcode === undefined ? ', no answer' : `, ${rcode}`}`,
    ...(rcode !== undefined && { status: rcode === 'NOERROR' ? 'Success' : 'Failure', status_code: rcode }),
    details: dnsDetails(lookup),
    views: [dnsView(lookup, flow)],
  }
}

const httpTold: Tell = (record, flow) =>
  requestTold(
    {
      method: wordOf(record, 'method'),
      host: wordOf(record, 'host'),
      uri: wordOf(record, 'uri'),
      user_agent: wordOf(record, 'user_agent'),
      referrer: wordOf(record, 'referrer'),
      version: wordOf(record, 'version'),
      username: wordOf(record, 'username'),
      status: numberAt(record, 'status_code'),
      request_bytes: numberAt(record, 'request_body_len'),
      response_bytes: numberAt(record, 'response_body_len'),
    },
    flow,
  )

const handshakeTold: Tell = (record) => {
  const established = own(record, 'established')
  const [version, sni] = [wordOf(record, 'version'), wordOf(record, 'server_name')]
  return {
    class_name: 'Network Activity',
    activity_name: established === false ? 'Fail' : 'Open',
    message: `${version ?? 'TLS'} to ${sni ?? 'a server that is not named'}${established === false ? ', not established' : ''}`,
    status: established === false ? 'Failure' : 'Success',
    details: {
      tls: present({
        version,
        sni,
        cipher: wordOf(record, 'cipher'),
        ja3_hash: wordOf(record, 'ja3'),
        ja3s_hash: wordOf(record, 'ja3s'),
        subject: wordOf(record, 'subject'),
        issuer: wordOf(record, 'issuer'),
      }),
    },
  }
}

const noticeTold: Tell = (record) => ({
  class_name: 'Detection Finding',
  activity_name: 'Create',
  message: `${wordOf(record, 'note') ?? 'notice'}: ${wordOf(record, 'msg') ?? ''}`,
  details: present({ rule: present({ name: wordOf(record, 'note') }), severity: 'Unknown' }),
})

/** Of a file its name and hash; of anything else what it is called. */
const otherTold =
  (service: string): Tell =>
  (record) => {
    const file = present({
      name: textAt(record, 'filename'),
      sha256: textAt(record, 'sha256'),
      md5: textAt(record, 'md5'),
    })
    const what = ['name', 'filename', 'operation', 'command', 'request_type', 'certificate.subject', 'path']
    const said = what.map((name) => wordOf(record, name)).find((word) => word !== undefined)
    return {
      class_name: 'Network Activity',
      activity_name: 'Traffic',
      message: said === undefined ? service : `${service} ${said}`,
      ...(isObject(file) && Object.keys(file).length > 0 && { details: { file } }),
    }
  }

const TELLINGS = new Map<string, Tell>([
  ['conn', connectionTold],
  ['dns', lookupTold],
  ['http', httpTold],
  ['ssl', handshakeTold],
  ['notice', noticeTold],
])
