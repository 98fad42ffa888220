/** A syslog message as RFC 5424 writes it, and as those write it that came before (RFC 3164), read as far as it can be. */
import type { JsonObject } from '../model/record.ts'

export interface SyslogMessage {
  /** `auth`, and so on: the words that syslog.conf and rsyslog use. */
  readonly facility?: string
  readonly severity?: string
  /** As it is written; without a year or a zone it is no time that anybody could tell. */
  readonly timestamp?: string
  readonly hostname?: string
  readonly app_name?: string
  readonly proc_id?: string
  readonly msg_id?: string
  /** The parameters of each element by its id. */
  readonly structured_data?: JsonObject
  readonly message: string
}

const FACILITIES = (
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp audit alert clock ' +
  'local0 local1 local2 local3 local4 local5 local6 local7'
).split(' ')
const SEVERITIES = 'emerg alert crit err warning notice info debug'.split(' ')

const PRIORITY = /^<(\d{1,3})>/
/** Version, timestamp, host name, app name, process id, message id; what follows is structured data. */
const HEADER = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /
const TIMESTAMP =
  /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)) /
/** The name of a program, perhaps the number of its process, and a colon. */
const TAG = /^([\w./-]{1,64})(?:\[([^\]\s]{1,64})\])?:(?: |$)/
const HOST = /^([^\s:[\]]{1,255}) /
const BYTE_ORDER_MARK = '\uFEFF'

/** Never throws: what cannot be read is message. */
export function parseSyslog(text: string): SyslogMessage {
  const [prefix = '', digits] = PRIORITY.exec(text) ?? []
  const number = Number(digits)
  const [facility, severity] = [FACILITIES[Math.floor(number / 8)], SEVERITIES[number % 8]]
  const priority = facility === undefined || severity === undefined ? undefined : { facility, severity }
  const rest = text.slice(priority ? prefix.length : 0)
  const read = parse5424(rest) ?? parse3164(rest)
  return { ...priority, ...read, message: withoutEnd(read.message) }
}

/** Some count a newline, or a zero, that ends the message. */
function withoutEnd(text: string): string {
  let end = text.length
  while (end > 0 && '\r\n\0'.includes(text[end - 1] as string)) end -= 1
  return text.slice(0, end)
}

function parse5424(text: string): SyslogMessage | undefined {
  const [header, timestamp, hostname, appName, procId, msgId] = HEADER.exec(text) ?? []
  if (header === undefined) return undefined
  const data = readStructuredData(text, header.length)
  if (!data) return undefined
  const message = text.slice(data.end).replace(/^ /, '')
  return {
    ...told('timestamp', timestamp),
    ...told('hostname', hostname),
    ...told('app_name', appName),
    ...told('proc_id', procId),
    ...told('msg_id', msgId),
    ...(data.elements && { structured_data: data.elements }),
    message: message.startsWith(BYTE_ORDER_MARK) ? message.slice(1) : message,
  }
}

/** A hyphen stands for nothing. */
const told = <Name extends string>(name: Name, value: string | undefined): { readonly [name in Name]?: string } =>
  (value === undefined || value === '-' ? {} : { [name]: value }) as { readonly [name in Name]?: string }

function parse3164(text: string): SyslogMessage {
  const [stamp = '', timestamp] = TIMESTAMP.exec(text) ?? []
  const afterStamp = text.slice(stamp.length)
  // A program may leave the host out; then its name stands there, with a colon.
  const [host = '', hostname] = (timestamp !== undefined && !TAG.test(afterStamp) && HOST.exec(afterStamp)) || []
  const afterHost = afterStamp.slice(host.length)
  const [tag = '', appName, procId] = TAG.exec(afterHost) ?? []
  return {
    ...told('timestamp', timestamp),
    ...told('hostname', hostname),
    ...told('app_name', appName),
    ...told('proc_id', procId),
    message: afterHost.slice(tag.length),
  }
}

interface StructuredData {
  readonly elements?: JsonObject
  readonly end: number
}

const ELEMENT = /\[([^\s=\]"]{1,64})/y
const PARAMETER = / +([^\s=\]"]{1,64})="((?:[^"\\\]]|\\[^]){0,32768})"/y

/** `-`, or `[id name="value" ...]` once or several times; `undefined` where it is neither. */
function readStructuredData(text: string, from: number): StructuredData | undefined {
  if (text[from] === '-') return { end: from + 1 }
  const elements = new Map<string, JsonObject>()
  let end = from
  for (let element = at(ELEMENT, text, end); element; element = at(ELEMENT, text, end)) {
    end += element[0].length
    const parameters: [string, string][] = []
    for (let found = at(PARAMETER, text, end); found; found = at(PARAMETER, text, end)) {
      end += found[0].length
      parameters.push([found[1] ?? '', (found[2] ?? '').replaceAll(/\\(["\\\]])/g, '$1')])
    }
    if (text[end] !== ']') return undefined
    end += 1
    elements.set(element[1] ?? '', Object.fromEntries(parameters))
  }
  return elements.size === 0 ? undefined : { elements: Object.fromEntries(elements), end }
}

function at(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index
  return pattern.exec(text)
}
